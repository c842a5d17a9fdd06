// What the clerk looked at lately and keeps at hand: on this computer only, and never what was typed.
const RECENT = "xiaoou-desk-recent";
const PINNED = "xiaoou-desk-pinned";
const MOST_RECENT = 12;

const stored = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) || [];
  } catch (error) {
    return [];
  }
};
const store = (key, items) => localStorage.setItem(key, JSON.stringify(items));
const itemOf = (article) => ({ address: article.dataset.address, title: article.dataset.title });
const without = (items, item) => items.filter((other) => other.address !== item.address);

export function fill(element, nodes) {
  while (element.firstChild) element.removeChild(element.firstChild);
  element.append(...nodes);
}

export function remember(article) {
  const item = itemOf(article);
  store(RECENT, [item, ...without(stored(RECENT), item)].slice(0, MOST_RECENT));
  showShelf();
}

export function forgetRecent() {
  store(RECENT, []);
  showShelf();
}

const isPinned = (item) => stored(PINNED).some((other) => other.address === item.address);

/** Pins what is shown, or takes the pin out; whether it is pinned now. */
export function pin(article) {
  const item = itemOf(article);
  const pinned = stored(PINNED);
  store(PINNED, isPinned(item) ? without(pinned, item) : [...pinned, item]);
  showPinned(article);
  showShelf();
  return isPinned(item);
}

export function showPinned(article) {
  const button = article && article.querySelector("[data-do=pin]");
  if (button) button.textContent = isPinned(itemOf(article)) ? "取消收藏" : "收藏";
}

function entryOf({ address, title }) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.className = "item";
  link.dataset.address = address;
  link.href = "/staff/?open=" + encodeURIComponent(address);
  link.textContent = title;
  entry.append(link);
  return entry;
}

export function showShelf() {
  for (const [key, id] of [[PINNED, "pinned"], [RECENT, "recent"]]) {
    const items = stored(key);
    fill(document.getElementById(id), items.map(entryOf));
    document.getElementById(id).closest("section").hidden = items.length === 0;
  }
}
