// Danger: the numbers to call stand first and large, and one tap leaves no trace of the page.
import { button, link, list, make, numbered, sayChip } from "./dom.js";
import { clauseChip } from "./clause.js";
import { byId, settings } from "./page.js";
import { forgetAll, sessionId } from "./store.js";

export const crisisCard = (card) => {
  const calls = card.numbers.map((number) => {
    const name = settings.hotlines[number];
    return link("tel:" + number, "tel", "打 " + number, name ? make("small", "", name) : null);
  });
  const box = make("section", "card crisis", make("h3", "", "先打电话"), list("ul", "calls", calls));
  box.append(make("p", "", ...numbered(card.text)));
  if (card.facts.length) box.append(make("h4", "", "规划里是这样写的"));
  for (const fact of card.facts) {
    box.append(make("div", "fact", make("p", "", ...numbered(fact.text)), fact.clause ? clauseChip(fact) : null));
  }
  const leave = button("leave-now", "快速离开");
  leave.dataset.leave = "";
  box.append(make("p", "leave", leave, " 马上换到一个普通网站，这里说过的话都清掉；电脑上连按三次 Esc 也行。浏览器的历史记录要自己删。"));
  box.append(make("p", "back", sayChip("chip", "没有危险，是误会", "是误会")));
  showLeave();
  return box;
};

export const showLeave = () => { byId("leave-bar").hidden = false; };

// The page is emptied first, so that nothing is readable while the next one loads; the entry in the history is replaced.
export function leaveNow() {
  document.body.textContent = "";
  document.title = "首页";
  const session = sessionId();
  forgetAll();
  try {
    const body = JSON.stringify({ session_id: session || "none" });
    fetch("/api/leave", { method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: true }).catch(() => undefined);
  } finally {
    (settings.embedded ? window.top : window).location.replace(settings.leaveUrl);
  }
}

let escapes = [];

export const watchEscape = () => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("leave-bar").hidden) return;
    escapes = escapes.filter((at) => event.timeStamp - at < 3000).concat(event.timeStamp);
    if (escapes.length >= 3) leaveNow();
  });
};
