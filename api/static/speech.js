// The browser's own voice reads an answer; its own ears take a question down, where it has any.
import { byId } from "./page.js";

export const canRead = () => "speechSynthesis" in window;

// Numbers to call are read digit by digit.
export const forEars = (reply) => {
  const words = reply.messages.map((card) => {
    if (card.items) return card.title + "。" + card.items.map((item) => item.name + "，" + item.address).join("。");
    if (card.options) return card.text + card.options.map((option, n) => n + 1 + "，" + option.title).join("。");
    if (!card.facts || card.type === "crisis") return card.text;
    const facts = card.facts.map((fact) => fact.text);
    const phones = card.phones.map((phone) => "电话 " + phone.number + "，" + phone.name);
    return [card.name].concat(facts, card.notes, phones).join("。");
  });
  return words.join("。").replace(/1\d{2,}/g, (digits) => (/^(1[12][09]|12\d{3}|1\d{10})$/.test(digits) ? digits.split("").join(" ") : digits));
};

export const stopReading = () => { if (canRead()) speechSynthesis.cancel(); };

export const readAloud = (words, onEnd) => {
  stopReading();
  const said = new SpeechSynthesisUtterance(words);
  said.lang = "zh-CN";
  said.rate = 0.9;
  said.onend = said.onerror = onEnd;
  speechSynthesis.speak(said);
};

const Ears = window.SpeechRecognition || window.webkitSpeechRecognition;

export const offerVoice = (field, tell) => {
  if (!Ears || !window.isSecureContext) return;
  const start = byId("voice");
  start.hidden = false;
  let ears = null;
  const stop = () => { ears = null; start.textContent = "说话"; };
  start.addEventListener("click", () => {
    if (ears) { ears.stop(); return; }
    stopReading();
    ears = new Ears();
    ears.lang = "zh-CN";
    ears.interimResults = true;
    ears.onresult = (event) => {
      field.value = Array.from(event.results, (result) => result[0].transcript).join("");
      field.dispatchEvent(new Event("input"));
    };
    ears.onerror = (event) => {
      const refused = event.error === "not-allowed" || event.error === "service-not-allowed";
      tell(refused ? "浏览器没有让用话筒。可以用手机输入法的话筒键说。" : "没听清，再说一遍，或者打字。");
    };
    ears.onend = () => { stop(); field.focus(); };
    start.textContent = "说完了";
    ears.start();
    tell("在听，请说。声音由浏览器变成文字。");
  });
};
