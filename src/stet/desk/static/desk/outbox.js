/** Decisions on their way to the server. None is lost in silence: each is held, refused, or still here. */

import { Refused, SeenOut, Unreachable, account, send } from "./page.js";

/**
 * @typedef {object} Decision
 * @property {string} comment The comment's id.
 * @property {string} where The address of its form.
 * @property {[string, string][]} fields
 */

/**
 * @typedef {object} Answer What the server said to a decision.
 * @property {number} [seconds] For how long it can be taken back.
 * @property {string | null} [undo] The address that takes it back.
 * @property {string} [told] What became of it, in words.
 * @property {Record<string, number>} [waiting] How many comments wait now, by kind.
 */

// Seconds between one try and the next: soon at first, for a network that only blinked.
const PAUSES = [1, 2, 4, 8, 15, 30];

/**
 * Fires `held` ({decision, answer}), `refused` ({decision, error}), `trouble` ("unreachable", "door" or null), and
 * `change` whenever what is unsent has changed.
 *
 * What is unsent is kept in this tab under the account's own name: who is seen out, or loads the page anew, loses
 * nothing, and whoever signs in next on the same machine never sends another's decision.
 */
export class Outbox extends EventTarget {
  /** @type {Decision[]} */
  #unsent;
  #isSending = false;
  #tries = 0;
  #isAtDoor = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  constructor() {
    super();
    this.#unsent = read();
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    // On the way to the door and back everything is kept.
    addEventListener("beforeunload", (event) => {
      if (this.#unsent.length && this.#tries && !this.#isAtDoor) event.preventDefault();
    });
  }

  /** The comments of what is unsent. */
  get comments() {
    return this.#unsent.map((decision) => decision.comment);
  }

  /** @param {Decision} decision */
  add(decision) {
    this.#unsent.push(decision);
    this.#keep();
    if (!this.#again) void this.#go();
  }

  /** Take a decision back that has not left yet; whether there was one. @param {string} comment */
  withdraw(comment) {
    const from = this.#isSending ? 1 : 0;
    const place = this.#unsent.findIndex((one, index) => index >= from && one.comment === comment);
    if (place < 0) return false;
    this.#unsent.splice(place, 1);
    this.#keep();
    return true;
  }

  /** Do not wait any longer. */
  hurry() {
    clearTimeout(this.#again);
    this.#again = undefined;
    void this.#go();
  }

  async #go() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let decision = this.#unsent[0]; decision; decision = this.#unsent[0]) {
      try {
        const answer = await send(decision.where, decision.fields);
        this.#done({ decision, answer }, "held");
      } catch (error) {
        if (error instanceof Refused) this.#done({ decision, error }, "refused");
        else {
          this.#stuck(error);
          break;
        }
      }
    }
    this.#isSending = false;
  }

  /**
   * @param {object} detail
   * @param {string} event
   */
  #done(detail, event) {
    this.#unsent.shift();
    this.#tries = 0;
    this.#keep();
    this.#say("trouble", null);
    this.#say(event, detail);
  }

  /** @param {unknown} error */
  #stuck(error) {
    if (!(error instanceof Unreachable || error instanceof SeenOut)) throw error;
    const pause = PAUSES[Math.min(this.#tries++, PAUSES.length - 1)] ?? 30;
    this.#again = setTimeout(() => this.hurry(), pause * 1000);
    this.#isAtDoor = error instanceof SeenOut;
    this.#say("trouble", this.#isAtDoor ? "door" : "unreachable");
  }

  #keep() {
    try {
      if (this.#unsent.length) sessionStorage.setItem(KEPT, JSON.stringify(this.#unsent));
      else sessionStorage.removeItem(KEPT);
    } catch {
      // A browser that keeps nothing: what is unsent stays in this page alone.
    }
    this.#say("change", null);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const KEPT = `stet:unsent:${account}`;

/** @returns {Decision[]} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}
