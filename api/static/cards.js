// One drawing for each kind of card; templates/cards.html draws the same without a script.
import { clauseChip } from "./clause.js";
import { crisisCard } from "./crisis.js";
import { link, list, make, numbered, sayChip, tel } from "./dom.js";
import { placesCard } from "./places.js";

const serviceCard = (card) => {
  const box = make("section", "card", make("h3", "", link(card.url, "", card.name)));
  for (const fact of card.facts) {
    box.append(make("div", "fact", make("p", "", ...numbered(fact.text)), fact.clause ? clauseChip(fact) : null));
  }
  for (const note of card.notes) box.append(make("p", "note", ...numbered(note)));
  for (const phone of card.phones) box.append(make("p", "phone", tel(phone.number), make("span", "", phone.name + "：" + phone.why)));
  if (card.quick_replies.length) {
    const chips = list("ul", "chips", card.quick_replies.map((title) => sayChip("chip", title, title, card.name + "：" + title)));
    chips.setAttribute("aria-label", "接着问");
    box.append(chips);
  }
  return box;
};

const optionsCard = (card) => {
  const choices = card.options.map((option, n) => sayChip("choice", n + 1 + ". " + option.title, option.value));
  return make("section", "card", card.text ? make("p", "", ...numbered(card.text)) : null, list("ol", "choices", choices));
};

const DRAWINGS = {
  service: serviceCard,
  indicator: serviceCard,
  options: optionsCard,
  crisis: crisisCard,
  places: placesCard,
};

export const drawCard = (card) => {
  const drawing = DRAWINGS[card.type];
  return drawing ? drawing(card) : make("p", "words", ...numbered(card.text));
};

export const isAboutTopic = (card) => card.type === "service" || card.type === "indicator";
