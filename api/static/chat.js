"use strict";
// The web chat: sends a message, draws the neutral cards that come back. All text goes in as text, never as markup.
(() => {
  const log = document.getElementById("log");
  const form = document.getElementById("ask");
  const field = document.getElementById("message");
  let sessionId = sessionStorage.getItem("xiaoou") || null;

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  const show = (node) => {
    log.append(node);
    node.scrollIntoView({ block: "start" });
    return node;
  };

  const chips = (titles) => {
    const list = make("ul", "chips");
    for (const title of titles) {
      const chip = make("button", "chip", title);
      chip.type = "button";
      chip.addEventListener("click", () => send(title));
      const item = make("li");
      item.append(chip);
      list.append(item);
    }
    return list;
  };

  const tel = (number, label) => {
    const link = make("a", "tel", label || number);
    link.href = "tel:" + number;
    return link;
  };

  const facts = (parent, rows) => {
    for (const fact of rows) {
      parent.append(make("p", "", fact.text));
      if (!fact.clause) continue;
      const quote = make("p", "quote", "“" + fact.quote + "” ");
      const link = make("a", "", fact.label);
      link.href = "/plans/" + fact.clause;
      quote.append(link);
      parent.append(quote);
    }
  };

  const draw = {
    text(card) {
      return make("div", "bubble bot", card.text);
    },
    service(card) {
      const bubble = make("div", "bubble bot");
      const title = make("h2");
      const link = make("a", "", card.name);
      link.href = card.url;
      title.append(link);
      bubble.append(title);
      facts(bubble, card.facts);
      for (const note of card.notes) bubble.append(make("p", "", note));
      for (const phone of card.phones) {
        const line = make("p");
        line.append(tel(phone.number), " " + phone.name + "。" + phone.why);
        bubble.append(line);
      }
      bubble.append(chips(card.quick_replies));
      return bubble;
    },
    options(card) {
      const bubble = make("div", "bubble bot", card.text);
      bubble.append(chips(card.options.map((option) => option.title)));
      return bubble;
    },
    crisis(card) {
      const bubble = make("div", "bubble bot crisis");
      const calls = make("p");
      for (const number of card.numbers) calls.append(tel(number, "打 " + number), " ");
      bubble.append(calls, make("p", "", card.text));
      facts(bubble, card.facts);
      return bubble;
    },
  };
  draw.indicator = draw.service;

  async function send(text) {
    const message = text.trim();
    if (!message) return;
    document.getElementById("welcome")?.remove();
    show(make("div", "bubble me", message));
    const waiting = show(make("div", "bubble bot", "…"));
    try {
      const body = { message };
      if (sessionId) body.session_id = sessionId;
      const response = await fetch("/api/chat", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      const reply = await response.json();
      waiting.remove();
      if (!response.ok) {
        show(make("div", "bubble bot", reply.text));
        return;
      }
      sessionId = reply.session_id;
      sessionStorage.setItem("xiaoou", sessionId);
      for (const card of reply.messages) show((draw[card.type] || draw.text)(card));
    } catch {
      waiting.textContent = "网络断了，没有发出去。请过一会儿再试。急事请打 110、120 或 12345。";
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(field.value);
    field.value = "";
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  for (const chip of document.querySelectorAll("[data-say]")) chip.addEventListener("click", () => send(chip.dataset.say));
  document.getElementById("restart").addEventListener("click", async () => {
    if (sessionId) {
      await fetch("/api/forget", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ session_id: sessionId }),
      }).catch(() => undefined);
    }
    sessionStorage.removeItem("xiaoou");
    location.reload();
  });
})();
