// Each message is sent at once, so that no slow answer stands before a call for help; the server keeps their order. What
// could not be sent waits, and goes out in order when the line is back. A message keeps its id, so that one sent twice is
// answered once.
import { ensureSession, keepWaiting, newId, waiting } from "./store.js";

const TIMEOUT_MS = 20000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;

export class Outbox {
  // `on` has sent(message, reply), refused(message, words), later(message, words or null).
  constructor(on) {
    this.on = on;
    this.wait = FIRST_WAIT_MS;
    this.timer = null;
    this.flushing = false;
    this.inFlight = new Set();
    this.places = new Map();
    this.talk = 0;
    window.addEventListener("online", () => this.flush());
  }

  add(text, place) {
    const message = { id: newId(), text };
    // Where somebody is stays in memory only.
    if (place) this.places.set(message.id, place);
    keepWaiting(waiting().concat(message));
    this.attempt(message).then((outcome) => this.settle(outcome));
    return message;
  }

  clear() {
    this.talk += 1;
    this.flushing = false;
    this.inFlight.clear();
    this.places.clear();
    clearTimeout(this.timer);
    keepWaiting([]);
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    const talk = this.talk;
    let last = { pause: 0, cut: false };
    for (const message of waiting()) {
      if (this.inFlight.has(message.id)) continue;
      const outcome = await this.attempt(message);
      if (talk !== this.talk) return;
      last = { pause: Math.max(last.pause, outcome.pause), cut: outcome.cut };
      if (outcome.cut) break;
    }
    this.flushing = false;
    this.settle(last);
  }

  settle(outcome) {
    const left = waiting().filter((message) => !this.inFlight.has(message.id));
    if (!left.length) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), outcome.pause);
  }

  // How it went: `pause` milliseconds before what is left is tried again, `cut` when the line is down.
  async attempt(message) {
    const talk = this.talk;
    this.inFlight.add(message.id);
    let response, reply;
    try {
      response = await post(message, this.places.get(message.id));
      reply = await response.json();
    } catch (error) {
      if (talk === this.talk) this.on.later(message, null);
      this.wait = Math.min(this.wait * 1.6, LONGEST_WAIT_MS);
      return { pause: this.wait, cut: true };
    } finally {
      if (talk === this.talk) this.inFlight.delete(message.id);
    }
    if (talk !== this.talk) return { pause: 0, cut: false };
    this.wait = FIRST_WAIT_MS;
    if (response.status === 429) {
      this.on.later(message, reply.text);
      return { pause: 1000 * (Number(response.headers.get("Retry-After")) || 3), cut: false };
    }
    keepWaiting(waiting().filter((other) => other.id !== message.id));
    this.places.delete(message.id);
    if (response.ok) this.on.sent(message, reply);
    else this.on.refused(message, reply.text);
    return { pause: 0, cut: false };
  }
}

async function post(message, place) {
  const body = { message: message.text, message_id: message.id, session_id: ensureSession() };
  if (place) body.location = place;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    return await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}
