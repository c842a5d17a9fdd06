// An answer with its tools: did it help, read it to me, copy, share, print.
import { drawCard } from "./cards.js";
import { button, icon, make } from "./dom.js";
import { announce, settings } from "./page.js";
import { canRead, forEars, readAloud, stopReading } from "./speech.js";

export const drawAnswer = (box, question, reply) => {
  box.textContent = "";
  box.append(make("h2", "visually-hidden", "小瓯答"), ...reply.messages.map(drawCard));
  box.append(tools(box, question, reply));
};

function tools(box, question, reply) {
  const row = make("div", "tools");
  if (reply.status !== "crisis") row.append(...opinions(row, question, reply));
  if (canRead()) row.append(reader(reply));
  row.append(more(box, reply));
  return row;
}

function opinions(row, question, reply) {
  const give = (verdict, words) => {
    const choice = button("opinion", words, () => choose(choice, verdict));
    if (verdict !== "wrong") choice.prepend(icon(verdict));
    choice.setAttribute("aria-pressed", "false");
    return choice;
  };
  const choose = (choice, verdict) => {
    for (const other of row.querySelectorAll(".opinion")) other.setAttribute("aria-pressed", String(other === choice));
    if (verdict === "wrong") askWhatIsWrong(row, (note) => post(question, reply, verdict, note));
    else post(question, reply, verdict, "");
  };
  return [give("helped", "有用"), give("not_helped", "没帮上"), give("wrong", "有错")];
}

function askWhatIsWrong(row, send) {
  if (row.parentNode.querySelector(".wrong")) return;
  const field = make("textarea", "");
  field.rows = 2;
  field.maxLength = 500;
  const label = make("label", "", "哪里不对？（会连同您的问题记下来，手机号、证件号先遮住；别写姓名）", field);
  const form = make("form", "wrong", label, make("button", "", "提交"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(field.value.trim());
    form.remove();
    row.querySelector(".opinion[aria-pressed=true]").focus();
  });
  row.after(form);
  field.focus();
}

async function post(question, reply, verdict, note) {
  const body = JSON.stringify({
    verdict,
    note,
    question: question.slice(0, 500),
    status: reply.status,
    facet: reply.facet,
    services: reply.services.slice(0, 5).map((service) => service.id),
  });
  try {
    const response = await fetch("/api/feedback", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    announce((await response.json()).text);
  } catch (error) {
    announce("网络断了，没有记下。");
  }
}

function reader(reply) {
  const read = button("reader", "读给我听", () => {
    if (read.textContent === "停") { stopReading(); read.textContent = "读给我听"; return; }
    read.textContent = "停";
    readAloud(forEars(reply), () => { read.textContent = "读给我听"; });
  });
  return read;
}

function more(box, reply) {
  const said = (node, words) => { node.textContent = words; announce(words); };
  const copy = button("", "复制", async () => said(copy, (await copyText(reply.text)) ? "已复制" : "没复制上"));
  const menu = make("details", "more lesser", make("summary", "", "更多"), copy);
  const page = shareable(reply);
  if (page) {
    const share = button("", "分享", async () => {
      if (navigator.share) await navigator.share({ title: page.title, url: page.url }).catch(() => undefined);
      else said(share, (await copyText(page.title + " " + page.url)) ? "链接已复制" : "没复制上");
    });
    menu.append(" ", share);
  }
  if (!settings.embedded) menu.append(" ", button("", "打印", () => printOne(box.parentNode)));
  return menu;
}

// A shared link leads to the page of the service. What somebody asked never stands in a link.
function shareable(reply) {
  const card = reply.messages.find((one) => one.url);
  if (!card || reply.status === "crisis") return null;
  return { title: card.name, url: location.origin + card.url };
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    return copyTheOldWay(text);
  }
}

function copyTheOldWay(text) {
  const field = make("textarea", "visually-hidden");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

function printOne(turn) {
  document.body.classList.add("print-one");
  turn.classList.add("printed");
  print();
  document.body.classList.remove("print-one");
  turn.classList.remove("printed");
}
