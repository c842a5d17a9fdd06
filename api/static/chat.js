// The conversation: what is typed or tapped goes into the outbox, what comes back is drawn.
import { drawAnswer } from "./answer.js";
import { isAboutTopic } from "./cards.js";
import { leaveNow, showLeave, watchEscape } from "./crisis.js";
import { button, make, outside, sayChip, tel } from "./dom.js";
import { Outbox } from "./outbox.js";
import { announce, byId, notice, settings } from "./page.js";
import { forEars, offerVoice, stopReading } from "./speech.js";
import { forgetAll, keepTurn, sessionId, turns, waiting } from "./store.js";
import { currentPlace, forgetPlace, offerLocation } from "./whereabouts.js";

const LONGEST = 500;
const WARN_FROM = 440;
const log = byId("log");
const field = byId("message");
const open = new Map();

const outbox = new Outbox({
  sent(message, reply) {
    const turn = open.get(message.id);
    open.delete(message.id);
    keepTurn(message.text, reply);
    showAnswer(turn, message.text, reply);
    const crisis = reply.status === "crisis";
    announce((crisis ? "" : "小瓯答：") + forEars(reply), crisis);
    toTop(turn);
  },
  refused(message, words) {
    const turn = open.get(message.id);
    open.delete(message.id);
    explain(turn, words, [button("chip", "再发一次", () => { turn.remove(); say(message.text); })]);
  },
  later(message, words) {
    const turn = open.get(message.id);
    if (words) { explain(turn, words + "到时候自动发。", []); return; }
    const again = button("chip", "现在重发", () => outbox.flush());
    explain(turn, "网络断了，这句话还没发出去。网一通就自动发，只发一次。急事不用等网，直接打电话：", [tel("110"), tel("120"), tel("12345"), again]);
  },
});

function startTurn(text) {
  const answer = make("div", "answer");
  const turn = make("article", "turn", make("p", "me", make("span", "visually-hidden", "您问："), text), answer);
  log.append(turn);
  byId("welcome").hidden = true;
  byId("talk-title").hidden = false;
  return turn;
}

const answerOf = (turn) => turn.querySelector(".answer");

function showWaiting(turn) {
  const dots = make("p", "words waiting", make("span", ""), make("span", ""), make("span", ""), make("b", "visually-hidden", "正在查"));
  answerOf(turn).textContent = "";
  answerOf(turn).append(dots);
}

function explain(turn, words, ways) {
  const box = answerOf(turn);
  if (box.dataset.said === words) return;
  box.dataset.said = words;
  box.textContent = "";
  const line = make("p", "", ...ways.map((way) => make("span", "", way, " ")));
  box.append(make("div", "card", make("p", "", words), ways.length ? line : null));
  announce(words, true);
}

function showAnswer(turn, question, reply) {
  turn.dataset.topic = reply.messages.some(isAboutTopic) ? "yes" : "";
  drawAnswer(answerOf(turn), question, reply);
}

const toTop = (turn) => turn.scrollIntoView({ block: "start" });

export function say(words) {
  const text = words.trim();
  if (!text) return;
  notice("");
  stopReading();
  const turn = startTurn(text);
  showWaiting(turn);
  const message = outbox.add(text, currentPlace());
  open.set(message.id, turn);
  toTop(turn);
}

// A facet tapped on an older card names its service, because the talk has moved on since.
function wordsOf(chip) {
  const topics = log.querySelectorAll("[data-topic=yes]");
  const turn = chip.closest(".turn");
  return chip.dataset.named && turn !== topics[topics.length - 1] ? chip.dataset.named : chip.dataset.say;
}

function restore() {
  for (const turn of turns()) {
    showAnswer(startTurn(turn.question), turn.question, turn.reply);
    if (turn.reply.safety) showLeave();
  }
  for (const message of waiting()) {
    const turn = startTurn(message.text);
    open.set(message.id, turn);
    showWaiting(turn);
  }
  const last = log.lastElementChild;
  if (last) toTop(last);
  outbox.flush();
}

async function restart() {
  const session = sessionId();
  outbox.clear();
  open.clear();
  forgetAll();
  forgetPlace();
  stopReading();
  log.textContent = "";
  byId("welcome").hidden = false;
  byId("talk-title").hidden = true;
  byId("leave-bar").hidden = true;
  document.querySelector(".menu").open = false;
  field.value = "";
  window.scrollTo(0, 0);
  field.focus();
  announce("对话已经清掉，可以重新问。");
  if (!session) return;
  const headers = { "Content-Type": "application/json" };
  const forget = () => fetch("/api/forget", { method: "POST", headers, body: JSON.stringify({ session_id: session }), keepalive: true });
  forget().catch(() => window.addEventListener("online", forget, { once: true }));
}

function grow() {
  field.style.height = "auto";
  field.style.height = field.scrollHeight + 2 + "px";
  const left = LONGEST - field.value.length;
  byId("count").hidden = field.value.length < WARN_FROM;
  byId("count").textContent = left >= 0 ? "还能写" + left + "个字" : "多了" + -left + "个字，请拣要紧的说";
}

function sendField() {
  const text = field.value;
  field.value = "";
  grow();
  say(text);
}

function listen() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    sendField();
    field.focus();
  });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    sendField();
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-say]");
    if (chip) { event.preventDefault(); say(wordsOf(chip)); return; }
    if (event.target.closest("[data-leave]")) { event.preventDefault(); leaveNow(); return; }
    const menu = document.querySelector(".menu");
    if (!menu.contains(event.target)) menu.open = false;
  });
  byId("restart-form").addEventListener("submit", (event) => { event.preventDefault(); restart(); });
  byId("print").addEventListener("click", () => { document.querySelector(".menu").open = false; print(); });
  window.addEventListener("beforeprint", () => { for (const box of log.querySelectorAll(".clause")) box.open = true; });
  window.addEventListener("offline", () => announce("网络断了。您写的话会等网通了再发。"));
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".menu");
    if (event.key !== "Escape" || !menu || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  watchEscape();
}

// The elder mode shows at once; the server keeps it in a cookie for every page.
function listenToSwitch() {
  const form = document.querySelector("[data-switch]");
  if (!form) return;
  const choice = form.querySelector("button");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const on = choice.value;
    document.documentElement.classList.toggle("elder", on === "1");
    choice.value = on === "1" ? "0" : "1";
    choice.textContent = on === "1" ? "普通版" : "长辈版";
    fetch("/elder", { method: "POST", body: new URLSearchParams({ on, back: "/" }), redirect: "manual" }).catch(() => undefined);
    announce(on === "1" ? "已换成长辈版，字大了。" : "已换回普通版。");
  });
}

function offerNearby() {
  const kinds = ["附近的儿童之家", "附近的托育机构", "附近的母婴室", "附近的未成年人保护站"];
  const chips = make("ul", "chips", ...kinds.map((words) => make("li", "", sayChip("chip", words, words))));
  const near = document.querySelector(".near");
  const old = near.querySelector(".chips");
  if (old) old.remove();
  near.append(chips);
  notice("");
  announce("有了您的位置。想找什么？");
  chips.querySelector("button").focus();
}

document.documentElement.classList.add("js");
listen();
listenToSwitch();
offerVoice(field, announce);
offerLocation(offerNearby, (words) => { notice(words); announce(words); });
if (settings.embedded) {
  for (const node of document.querySelectorAll('a[href^="/"]')) outside(node);
  window.parent.postMessage("xiaoou:ready", "*");
}
restore();
