// Elements are made here. All text goes in as text, never as markup.
import { settings } from "./page.js";

export const make = (tag, className, ...children) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

export const button = (className, words, onTap) => {
  const node = make("button", className, words);
  node.type = "button";
  if (onTap) node.addEventListener("click", onTap);
  return node;
};

export const link = (href, className, ...children) => {
  const node = make("a", className, ...children);
  node.href = href;
  if (settings.embedded && !href.startsWith("tel:")) outside(node);
  return node;
};

export const outside = (node) => {
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
};

export const list = (tag, className, items) => make(tag, className, ...items.map((item) => make("li", "", item)));

// A chip whose words are sent when it is tapped; `named` is sent instead once the talk has moved on.
export const sayChip = (className, title, say, named) => {
  const node = button(className, title);
  node.dataset.say = say;
  if (named) node.dataset.named = named;
  return node;
};

// An extension (转 1) is dialled after a pause, which a comma stands for.
export const tel = (number, label) => link("tel:" + number.replace("转", ",").replace(/[^\d,+-]/g, ""), "tel", label || "打 " + number);

// The words, with the public numbers in them ready to be called. 110, 119 and 120 only after 打 or 拨: "120 个" is no number.
export const numbered = (words) =>
  words.split(/(\d+)/).map((part, n, parts) => {
    if (n % 2 === 0 || !settings.hotlines[part]) return part;
    if (part.length === 3 && !/[打拨] ?$/.test(parts[n - 1])) return part;
    return link("tel:" + part, "", part);
  });

const SHAPES = {
  helped: "M7 11v9H3v-9zM7 11l4-8c2 0 3 1 3 3v3h6l-2 11H7",
  not_helped: "M17 13V4h4v9zM17 13l-4 8c-2 0-3-1-3-3v-3H4L6 4h11",
};

export const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
};
