/**
 * What this device remembers of a reader: a name, drafts, and the receipts of comments sent from here. Everything goes
 * on without it where the browser allows no storage.
 */

/** @typedef {{receipt: string, id: string, state: import("./types.js").State}} Sent */
/** @typedef {{body: string, key?: string, said?: string}} Draft */

// A comment's receipt is a few dozen bytes; nobody looks for more of their own under one article.
const MOST_RECEIPTS = 50;

export class Memory {
  /** @param {string} place What sets this article's comments apart from those of any other. */
  constructor(place) {
    this.place = place;
  }

  /** @returns {string} */
  get name() {
    return read("stet:name") ?? "";
  }

  set name(name) {
    write("stet:name", name);
  }

  /**
   * @param {string | null} parent
   * @returns {Draft}
   */
  draft(parent) {
    return read(this.#draftKey(parent)) ?? { body: "" };
  }

  /**
   * @param {string | null} parent
   * @param {string} body
   * @returns {boolean} Whether it will still be there when the page is left.
   */
  keepDraft(parent, body) {
    return write(this.#draftKey(parent), body === "" ? null : { ...this.draft(parent), body });
  }

  /** @param {string | null} parent */
  forgetDraft(parent) {
    write(this.#draftKey(parent), null);
  }

  /**
   * The key of an attempt to send: the same as long as the same is said, also after the page was closed in between.
   * @param {import("./types.js").Submission} submission
   */
  attempt(submission) {
    const said = JSON.stringify(submission);
    const draft = this.draft(submission.parent);
    if (draft.key && draft.said === said) return draft.key;
    const key = randomKey();
    write(this.#draftKey(submission.parent), { body: submission.body, key, said });
    return key;
  }

  /**
   * Lets the next attempt have a key of its own.
   * @param {string | null} parent
   */
  forgetAttempt(parent) {
    write(this.#draftKey(parent), { body: this.draft(parent).body });
  }

  /** @returns {Sent[]} Newest first. */
  get sent() {
    return read(`${this.place}:sent`) ?? [];
  }

  /** @param {import("./types.js").Receipt} receipt */
  remember({ receipt, id, state }) {
    const others = this.sent.filter((sent) => sent.receipt !== receipt);
    write(`${this.place}:sent`, [{ receipt, id, state }, ...others].slice(0, MOST_RECEIPTS));
  }

  /** @param {string} receipt */
  forget(receipt) {
    write(
      `${this.place}:sent`,
      this.sent.filter((sent) => sent.receipt !== receipt),
    );
  }

  /** @param {string | null} parent */
  #draftKey(parent) {
    return `${this.place}:draft:${parent ?? ""}`;
  }
}

/** `crypto.randomUUID` exists on https pages alone; `getRandomValues` exists everywhere. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What storage refused, remembered until the page is left. @type {Map<string, string>} */
const fallback = new Map();

/** @param {string} key */
function read(key) {
  const kept = fallback.get(key);
  if (kept !== undefined) return JSON.parse(kept);
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {unknown} value Null forgets.
 */
function write(key, value) {
  const text = JSON.stringify(value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    fallback.delete(key);
    return true;
  } catch {
    fallback.set(key, text);
    return false;
  }
}
