// Places near by: how far, whether open now, how to call and how to get there.
import { link, list, make, numbered, outside, sayChip, tel } from "./dom.js";

export const distance = (metres) =>
  metres < 1000 ? Math.max(Math.round(metres / 10) * 10, 10) + " 米" : (metres / 1000).toFixed(1) + " 公里";

export const day = (iso) => iso.split("-").map(Number).map((n, at) => n + "年月日"[at]).join("");

export const placesCard = (card) => {
  const box = make("section", "card", make("h3", "", card.title), list("ol", "places", card.items.map(place)));
  if (card.note) box.append(make("p", "note", ...numbered(card.note)));
  if (card.more) box.append(make("p", "", sayChip("chip", "下一页", "下一页")));
  return box;
};

const place = (item) => {
  const box = make("div", "", make("h4", "", link("/places/" + item.id, "", item.name)));
  const opening = item.open_now === null ? "" : item.open_now ? " · 现在开着" : " · 现在没开";
  const where = item.county + (item.town || "") + " " + item.address;
  const far = item.distance_m === null ? "" : "（离您" + distance(item.distance_m) + "）";
  const next = item.next_opening && !item.open_now ? "；" + item.next_opening : "";
  box.append(make("p", "", item.kind + opening), make("p", "", where + far), make("p", "", "时间：" + item.hours + next));
  if (item.free) box.append(make("p", "", item.free));
  const ways = make("p", "ways");
  for (const number of item.phones) ways.append(tel(number), " ");
  if (item.map_links) ways.append(map(item.map_links.amap, "高德地图"), " ", map(item.map_links.tencent, "腾讯地图"));
  if (ways.childNodes.length) box.append(ways);
  const checked = item.checked_on ? "，" + day(item.checked_on) + "核对" : "，没有核对日期";
  box.append(make("p", "source", "出处：" + item.source + checked));
  return box;
};

const map = (url, name) => outside(link(url, "map", name));
