// What this tab remembers until it is closed, or started again: the session, the talk, and what waits to be sent.
import { settings } from "./page.js";

const KEYS = ["session", "turns", "outbox"];
const spare = new Map();
const MS_PER_HOUR = 3600000;

// A frame on a foreign page, or a private window, may be refused storage: then memory has to do.
const read = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem("xiaoou." + key));
  } catch (error) {
    return spare.has(key) ? spare.get(key) : null;
  }
};

const write = (key, value) => {
  spare.set(key, value);
  try {
    sessionStorage.setItem("xiaoou." + key, JSON.stringify(value));
  } catch (error) {
    // Full or forbidden: the spare copy serves until the page is left.
  }
};

export const forgetAll = () => {
  for (const key of KEYS) {
    spare.delete(key);
    try {
      sessionStorage.removeItem("xiaoou." + key);
    } catch (error) {
      // Nothing was stored.
    }
  }
  settings.session = null;
};

export const sessionId = () => read("session") || settings.session;

// The session is made here, so that messages written off line already belong to one talk.
export const ensureSession = () => {
  if (!sessionId()) write("session", newId());
  return sessionId();
};

export const turns = () => {
  const kept = read("turns") || [];
  const fresh = kept.filter((turn) => Date.now() - turn.at < settings.keepHours * MS_PER_HOUR);
  if (kept.length && !fresh.length) forgetAll();
  return fresh;
};

export const keepTurn = (question, reply) => write("turns", turns().concat({ question, reply, at: Date.now() }).slice(-40));

export const waiting = () => read("outbox") || [];

export const keepWaiting = (messages) => write("outbox", messages);

export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
