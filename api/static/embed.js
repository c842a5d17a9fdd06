// One script tag puts 小瓯 on a foreign page: <script src="https://…/embed.js" async></script>
// The button and the panel live in a shadow tree, styles neither leak in nor out; the talk itself is a frame of its own
// origin, so that no script of the page around it can read what somebody tells.
(function () {
  "use strict";
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const label = script.dataset.label || "问小瓯";
  const left = script.dataset.side === "left";
  const READY_WITHIN_MS = 10000;
  const STYLE =
    ":host{all:initial;position:fixed;bottom:0;" + (left ? "left" : "right") + ":0;z-index:2147483000;color-scheme:light dark}" +
    "[hidden]{display:none!important}" +
    "button,a{font:700 17px/1.5 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#fff;background:#0b5c6b;border:2px solid #fff;min-height:48px;min-width:48px;cursor:pointer;padding:6px 18px;border-radius:26px;box-sizing:border-box}" +
    "button:focus,a:focus{outline:3px solid #0b5c6b;outline-offset:2px}" +
    ".open{position:absolute;bottom:16px;" + (left ? "left" : "right") + ":16px;white-space:nowrap;box-shadow:0 2px 8px rgba(0,0,0,.35)}" +
    ".panel{position:fixed;" + (left ? "left" : "right") + ":16px;bottom:16px;width:400px;height:640px;max-width:calc(100vw - 32px);max-height:calc(100vh - 32px);display:flex;flex-direction:column;background:#0b5c6b;border-radius:14px;overflow:hidden;box-shadow:0 4px 24px rgba(0,0,0,.4)}" +
    "@media (max-width:600px){.panel{left:0;right:0;top:0;bottom:0;width:100%;height:100%;max-width:none;max-height:none;border-radius:0}}" +
    ".head{display:flex;align-items:center;padding:4px 8px}" +
    ".head a,.head button{border:0;padding:6px 12px;display:inline-flex;align-items:center}" +
    ".head a{margin-right:auto;text-decoration:underline}" +
    ".head button:focus,.head a:focus{outline-color:#fff;outline-offset:-3px}" +
    "iframe{flex:1;width:100%;border:0;background:#fff}" +
    ".late{margin:0;padding:8px 16px;font:17px/1.6 system-ui,sans-serif;color:#1a1a1a;background:#fff}";

  const host = document.createElement("div");
  host.lang = "zh-CN";
  const shadow = host.attachShadow({ mode: "open" });

  const make = function (tag, className, words) {
    const node = document.createElement(tag);
    node.className = className;
    if (words) node.textContent = words;
    return node;
  };

  // A constructed sheet passes a policy that forbids inline styles; browsers from before 2019 know only the element.
  const dress = function () {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      shadow.adoptedStyleSheets = [sheet];
    } catch (error) {
      const style = make("style", "", STYLE);
      shadow.append(style);
    }
  };

  const opener = make("button", "open", label);
  opener.type = "button";
  opener.setAttribute("aria-expanded", "false");
  const panel = make("section", "panel");
  panel.hidden = true;
  panel.setAttribute("aria-label", "小瓯：温州妇女儿童服务查询");
  const head = make("div", "head");
  const apart = make("a", "", "单独打开");
  apart.href = origin + "/";
  apart.target = "_blank";
  apart.rel = "noopener";
  const closer = make("button", "close", "收起");
  closer.type = "button";
  const late = make("p", "late", "这里打不开对话。请点上面的“单独打开”。急事打 110、120 或 12345。");
  late.hidden = true;
  late.setAttribute("role", "alert");
  head.append(apart, closer);
  panel.append(head, late);
  let frame = null;

  const fetchFrame = function () {
    frame = make("iframe", "");
    frame.title = "和小瓯的对话";
    frame.allow = "geolocation; microphone; clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.src = origin + "/embed";
    panel.append(frame);
    const timer = setTimeout(function () { late.hidden = false; }, READY_WITHIN_MS);
    window.addEventListener("message", function (event) {
      if (event.origin !== origin || event.source !== frame.contentWindow || event.data !== "xiaoou:ready") return;
      clearTimeout(timer);
      late.hidden = true;
    });
  };

  const show = function (open) {
    panel.hidden = !open;
    opener.hidden = open;
    opener.setAttribute("aria-expanded", String(open));
    if (open && !frame) fetchFrame();
    if (open) frame.focus();
    else opener.focus();
  };

  opener.addEventListener("click", function () { show(true); });
  closer.addEventListener("click", function () { show(false); });
  panel.addEventListener("keydown", function (event) { if (event.key === "Escape") show(false); });
  dress();
  shadow.append(opener, panel);
  const settle = function () { document.body.append(host); };
  if (document.body) settle();
  else document.addEventListener("DOMContentLoaded", settle);
})();
