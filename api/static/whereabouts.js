// Where somebody is: asked only at a tap, used for the distance, and not stored by the page.
import { byId } from "./page.js";

const ASK_FOR_MS = 15000;
const REASONS = {
  1: "没有让用位置，没关系。直接说地方，比如“柳市的儿童之家”。",
  2: "这会儿定不了位。直接说地方，比如“柳市的儿童之家”。",
  3: "定位太慢了。再点一次，或者直接说地方。",
};
let place = null;

export const currentPlace = () => place;

export const forgetPlace = () => {
  place = null;
  byId("with-place").hidden = true;
};

// Ten metres are near enough to tell which place is nearer, and say less about whose door it is.
const rounded = (degrees) => Math.round(degrees * 10000) / 10000;

export const offerLocation = (onPlace, tell) => {
  const ask = byId("locate");
  byId("forget-place").addEventListener("click", () => { forgetPlace(); tell("不用位置了。"); byId("message").focus(); });
  if (!navigator.geolocation || !window.isSecureContext) {
    ask.hidden = true;
    return;
  }
  ask.addEventListener("click", () => {
    tell("正在定位，请在弹出的框里点“允许”。");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        place = { lat: rounded(found.coords.latitude), lng: rounded(found.coords.longitude) };
        byId("with-place").hidden = false;
        onPlace();
      },
      (error) => tell(REASONS[error.code] || REASONS[2]),
      { timeout: ASK_FOR_MS, maximumAge: 60000 },
    );
  });
};
