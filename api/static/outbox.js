// Messages are sent one after the other, and wait while the line is down. A message keeps its id, so that one sent twice
// is answered once.
import { ensureSession, keepWaiting, newId, waiting } from "./store.js";

const TIMEOUT_MS = 20000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;

export class Outbox {
  // `on` has sent(message, reply), refused(message, words), later(message, words or null).
  constructor(on) {
    this.on = on;
    this.busy = false;
    this.wait = FIRST_WAIT_MS;
    this.timer = null;
    this.places = new Map();
    this.epoch = 0;
    window.addEventListener("online", () => this.flush());
  }

  add(text, place) {
    const message = { id: newId(), text };
    // Where somebody is stays in memory only.
    if (place) this.places.set(message.id, place);
    keepWaiting(waiting().concat(message));
    return message;
  }

  clear() {
    this.epoch += 1;
    this.busy = false;
    clearTimeout(this.timer);
    keepWaiting([]);
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    const epoch = this.epoch;
    while (epoch === this.epoch && waiting().length) {
      const pause = await this.send(waiting()[0], epoch);
      if (pause && epoch === this.epoch) {
        this.timer = setTimeout(() => this.flush(), pause);
        break;
      }
    }
    if (epoch === this.epoch) this.busy = false;
  }

  // Milliseconds to wait before it is tried again; 0 when it is done with.
  async send(message, epoch) {
    let response, reply;
    try {
      response = await post(message, this.places.get(message.id));
      reply = await response.json();
    } catch (error) {
      if (epoch !== this.epoch) return 0;
      this.on.later(message, null);
      this.wait = Math.min(this.wait * 1.6, LONGEST_WAIT_MS);
      return this.wait;
    }
    if (epoch !== this.epoch) return 0;
    this.wait = FIRST_WAIT_MS;
    if (response.status === 429) {
      this.on.later(message, reply.text);
      return 1000 * (Number(response.headers.get("Retry-After")) || 3);
    }
    keepWaiting(waiting().filter((other) => other.id !== message.id));
    this.places.delete(message.id);
    if (response.ok) this.on.sent(message, reply);
    else this.on.refused(message, reply.text);
    return 0;
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
