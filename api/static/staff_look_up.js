// The desk's look-up: results while typing, the pane beside them, all by keyboard. Nothing typed is stored.
import { fill, forgetRecent, pin, remember, showPinned, showShelf } from "./staff_shelf.js";

const box = document.getElementById("q");
const form = document.getElementById("look-up");
const list = document.getElementById("list");
const count = document.getElementById("count");
const pane = document.getElementById("pane");
const beside = document.getElementById("beside");
const shelf = document.getElementById("shelf");
const said = document.getElementById("said");
let active = -1;
let finding = null;
let opening = null;
let newest = Promise.resolve();

/** What a key does to the list, it does to the list of what is typed, not to the one that stood there before. */
const settled = (then) => { const asked = newest; asked.then(() => { if (asked === newest) then(); }); };

const hits = () => [...list.querySelectorAll("[role=option]")];
const narrow = () => window.matchMedia("(max-width: 60rem)").matches;
const shown = () => pane.querySelector("article");
const tell = (words) => { said.textContent = words; };

const asked = () => {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...fields]) if (!value) fields.delete(name);
  return fields;
};

async function fetchPart(address, signal) {
  const response = await fetch(address, { headers: { "X-Fragment": "1" }, signal });
  if (response.status === 401) location.assign("/staff/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
  return new DOMParser().parseFromString(await response.text(), "text/html").body;
}

async function find() {
  if (finding) finding.abort();
  finding = new AbortController();
  try {
    const part = await fetchPart("/staff/results?" + asked(), finding.signal);
    count.textContent = part.querySelector("[data-part=count]").textContent.trim();
    fill(list, part.querySelector("[data-part=list]").children);
  } catch (error) {
    if (error.name !== "AbortError") count.textContent = "网络断了，没有查成。";
    return;
  }
  const found = hits();
  shelf.hidden = found.length > 0 || box.value.trim() !== "";
  box.setAttribute("aria-expanded", String(found.length > 0));
  active = -1;
  if (found.length) choose(0);
  else box.removeAttribute("aria-activedescendant");
}

function choose(n) {
  const found = hits();
  if (!found.length) return;
  active = Math.max(0, Math.min(n, found.length - 1));
  found.forEach((hit, at) => hit.setAttribute("aria-selected", String(at === active)));
  box.setAttribute("aria-activedescendant", found[active].id);
  found[active].scrollIntoView({ block: "nearest" });
  if (!narrow()) open(found[active].dataset.address);
}

async function open(address, { follow = false } = {}) {
  if (opening) opening.abort();
  opening = new AbortController();
  const [kind, ...rest] = address.split(":");
  try {
    const part = await fetchPart(`/staff/details/${kind}/${encodeURIComponent(rest.join(":"))}?${asked()}`, opening.signal);
    fill(pane, part.childNodes);
    pane.scrollTop = 0;
  } catch (error) {
    if (error.name !== "AbortError") tell("网络断了，没有打开。");
    return;
  }
  const fields = asked();
  fields.set("open", address);
  const other = beside.querySelector("article");
  if (other && !beside.hidden) {
    fields.set("beside", other.dataset.address);
    if (other.dataset.county) fields.set("beside_county", other.dataset.county);
  }
  history.replaceState(null, "", "/staff/?" + fields);
  showPinned(shown());
  if (follow) enter();
}

/** The clerk turns to the pane: only now is it worth remembering as looked at. */
function enter() {
  const article = shown();
  if (!article) return;
  remember(article);
  const title = article.querySelector("h2");
  title.focus();
  if (narrow()) title.scrollIntoView();
}

async function copy(text, words) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  tell(words);
  flash(words);
}

function flash(words) {
  const note = document.createElement("p");
  note.className = "flash";
  note.setAttribute("aria-hidden", "true");
  note.textContent = words;
  document.body.append(note);
  setTimeout(() => note.remove(), 1600);
}

function sendLink(article) {
  const link = article.dataset.link;
  copy(link.startsWith("/") ? location.origin + link : link.replace("tel:", ""), "链接复制好了，粘贴到短信或微信里发给对方");
}

function putBeside() {
  const article = shown();
  if (!article) return;
  const other = beside.querySelector("article");
  if (!beside.hidden && other && other.dataset.address === article.dataset.address
      && other.dataset.county === article.dataset.county) {
    beside.hidden = true;
    tell("不再并排");
    return;
  }
  const copyOf = article.cloneNode(true);
  for (const marked of copyOf.querySelectorAll("[id]")) marked.id += "-beside";
  copyOf.setAttribute("aria-labelledby", copyOf.getAttribute("aria-labelledby") + "-beside");
  copyOf.querySelector("[data-do=beside]").textContent = "收起";
  fill(beside, [copyOf]);
  beside.hidden = false;
  tell("放到右边了，再选一个或换一个县（市、区）来比");
  box.focus();
}

function act(what, article) {
  if (what === "script") copy(article.querySelector("[data-script]").textContent, "话术复制好了");
  if (what === "link") sendLink(article);
  if (what === "pin" && shown()) tell(pin(shown()) ? "收藏了" : "取消收藏了");
  if (what === "beside") {
    if (article.closest("#beside")) beside.hidden = true;
    else putBeside();
  }
}

const LETTERS = { c: "script", l: "link", p: "pin", b: "beside" };

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const typing = event.target.matches("input, textarea, select");
  if (/^Digit[1-9]$/.test(event.code) && (event.altKey || !typing)) {
    event.preventDefault();
    const n = Number(event.code.slice(-1)) - 1;
    if (hits()[n]) { choose(n); open(hits()[n].dataset.address, { follow: true }); }
    return;
  }
  if (event.key === "Escape") {
    if (event.target === box) { box.value = ""; newest = find(); } else { box.focus(); box.select(); }
    return;
  }
  if (event.altKey || typing) return;
  if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); return; }
  const article = shown();
  const what = LETTERS[event.key];
  if (!what || !article || !article.querySelector(`[data-do=${what}]`)) return;
  event.preventDefault();
  act(what, article);
});

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
  if (step) { event.preventDefault(); settled(() => choose(active + step)); }
  if (event.key === "Enter") {
    event.preventDefault();
    settled(() => { if (hits()[active]) open(hits()[active].dataset.address, { follow: true }); });
  }
});

list.addEventListener("click", (event) => {
  const hit = event.target.closest("[role=option]");
  if (!hit) return;
  choose(hits().indexOf(hit));
  open(hit.dataset.address, { follow: true });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) act(button.dataset.do, button.closest("article"));
  const item = event.target.closest("a.item");
  if (item && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(item.dataset.address, { follow: true }); }
});

document.getElementById("forget").addEventListener("click", () => { forgetRecent(); box.focus(); });
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { newest = find(); });

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", "list");
box.setAttribute("aria-expanded", "false");
document.documentElement.classList.add("scripted");
showShelf();
showPinned(shown());
if (box.value || form.querySelector("select option:checked:not([value=''])")) {
  const opened = shown() ? shown().dataset.address : undefined;
  find().then(() => {
    const at = hits().findIndex((hit) => hit.dataset.address === opened);
    if (at > 0) choose(at); else if (opened && at < 0) open(opened);
  });
} else {
  shelf.hidden = false;
}
