// A clause chip opens the quoted words in place; the whole clause comes when it is first opened.
import { link, make } from "./dom.js";

export const clauseChip = (fact) => {
  const box = make("details", "clause", make("summary", "", "依据：" + fact.label), make("blockquote", "", "“" + fact.quote + "”"));
  const whole = make("p", "whole");
  whole.hidden = true;
  box.append(whole, make("p", "", link("/plans/" + fact.clause, "", "看这一条全文")));
  box.addEventListener("toggle", () => { if (box.open && whole.hidden) open(fact, whole); });
  return box;
};

async function open(fact, whole) {
  try {
    const response = await fetch("/api/clauses/" + encodeURIComponent(fact.clause));
    if (!response.ok) return;
    const clause = await response.json();
    whole.append(...marked(clause.text, fact.quote));
    whole.hidden = false;
  } catch (error) {
    // Off line the quoted words stand there already.
  }
}

const marked = (text, quote) => {
  const at = text.indexOf(quote);
  if (at < 0) return [text];
  return [text.slice(0, at), make("mark", "", quote), text.slice(at + quote.length)];
};
