/**
 * What this device remembers of a reader: a name, drafts, and the receipts of comments sent from here. Everything goes
 * on without it where the browser allows no storage.
 */

/** @typedef {{receipt: string, id: string, state: import("../types.js").State}} Sent */
/** @typedef {{body: string, key?: string, said?: string, tab?: string}} Draft */
/** @typedef {{token: string, name: string, expires_at: string}} Session */
/** @typedef {{key: string, name: string}} Hidden */

// A comment's receipt is a few dozen bytes; nobody looks for more of their own under one article.
const MOST_RECEIPTS = 50;
// Nobody writes under one article in more tabs at once; what older ones kept is given up then.
const MOST_TABS = 5;
const TAB = "stet:tab";

export class Memory {
  /**
   * @param {string} place What sets this article's comments apart from those of any other.
   * @param {string} site What sets this site apart from any other that asks the same service.
   */
  constructor(place, site = place) {
    this.place = place;
    this.site = site;
    /** The comments of who writes here, known until the page is left. @type {Set<string>} */
    this.own = new Set();
  }

  /** @returns {Session | null} Who signed in by this section; the page's own token is not kept here. */
  get session() {
    /** @type {Session | null} */
    const session = read(`${this.site}:session`);
    return session && new Date(session.expires_at) > new Date() ? session : null;
  }

  set session(session) {
    write(`${this.site}:session`, session);
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
   * @returns {Draft} This tab's own: two tabs that write under one article keep one each.
   */
  draft(parent) {
    return this.#drafts(parent).find((draft) => draft.tab === tab) ?? { body: "" };
  }

  /**
   * The text to go on with: this tab's, or else what was written last, which is this tab's from now on.
   * @param {string | null} parent
   */
  resumeDraft(parent) {
    const [last] = this.#drafts(parent);
    if (last && !this.draft(parent).body) this.#keep(parent, last, last.tab);
    return this.draft(parent).body;
  }

  /**
   * @param {string | null} parent
   * @param {string} body
   * @returns {boolean} Whether it will still be there when the page is left.
   */
  keepDraft(parent, body) {
    return this.#keep(parent, { ...this.draft(parent), body });
  }

  /** @param {string | null} parent */
  forgetDraft(parent) {
    this.#keep(parent, { body: "" });
  }

  /**
   * Keeps a text anew if another tab, which went on with it, made something else of it.
   * @param {string | null} parent
   * @param {string} body
   */
  defendDraft(parent, body) {
    if (!this.#drafts(parent).some((draft) => draft.body === body)) this.#keep(parent, { body });
  }

  /**
   * The key of an attempt to send: the same as long as the same is said, also after the page was closed in between.
   * @param {import("../types.js").Submission} submission
   */
  attempt(submission) {
    const said = JSON.stringify(submission);
    const draft = this.draft(submission.parent);
    if (draft.key && draft.said === said) return draft.key;
    const key = randomKey();
    this.#keep(submission.parent, { body: submission.body, key, said });
    return key;
  }

  /**
   * Lets the next attempt have a key of its own.
   * @param {string | null} parent
   */
  forgetAttempt(parent) {
    this.#keep(parent, { body: this.draft(parent).body });
  }

  /** @returns {Sent[]} Newest first. */
  get sent() {
    return read(`${this.place}:sent`) ?? [];
  }

  /**
   * Of a signed-in reader nothing new is kept: the account finds it again, and the next at this device is somebody else.
   * @param {import("../types.js").Receipt} receipt
   * @param {string | null} token Of who is signed in.
   */
  remember({ receipt, id, state }, token) {
    const { sent: all } = this;
    const others = all.filter((sent) => sent.receipt !== receipt);
    this.own.add(id);
    if (token && others.length === all.length) return;
    write(`${this.place}:sent`, [{ receipt, id, state }, ...others].slice(0, MOST_RECEIPTS));
  }

  /** @param {string} receipt */
  forget(receipt) {
    write(
      `${this.place}:sent`,
      this.sent.filter((sent) => sent.receipt !== receipt),
    );
  }

  /** Names this browser to the service, for what one may do once; it says nothing about who sits before it. */
  get device() {
    const known = read("stet:device");
    if (typeof known === "string") return known;
    const device = randomKey();
    write("stet:device", device);
    return device;
  }

  /** @returns {string[]} The comments under this article that were found worth reading here. */
  get reacted() {
    return read(`${this.place}:reacted`) ?? [];
  }

  /**
   * @param {string} comment
   * @param {boolean} on
   */
  keepReaction(comment, on) {
    const others = this.reacted.filter((id) => id !== comment);
    write(`${this.place}:reacted`, on ? [...others, comment] : others);
  }

  /** @returns {Hidden[]} Whose comments this reader does not want to see, on the whole site. */
  get hidden() {
    return read("stet:hidden") ?? [];
  }

  /** @param {Hidden} person */
  hide({ key, name }) {
    write("stet:hidden", [...this.hidden.filter((one) => one.key !== key), { key, name }]);
  }

  /** @param {string} key */
  unhide(key) {
    write(
      "stet:hidden",
      this.hidden.filter((one) => one.key !== key),
    );
  }

  /**
   * @param {string | null} parent
   * @returns {Draft[]} Last written first.
   */
  #drafts(parent) {
    return read(this.#draftKey(parent)) ?? [];
  }

  /**
   * @param {string | null} parent
   * @param {Draft} draft With an empty text it is given up.
   * @param {string} [before] The tab whose draft this one replaces.
   */
  #keep(parent, draft, before = tab) {
    const others = this.#drafts(parent).filter((one) => one.tab !== before);
    const drafts = draft.body ? [{ ...draft, tab }, ...others].slice(0, MOST_TABS) : others;
    return write(this.#draftKey(parent), drafts.length > 0 ? drafts : null);
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

/** Names this tab, also when its page is loaded anew. A copy of the tab, made meanwhile, finds no name and takes its own. */
const tab = takeTabName() ?? randomKey();

addEventListener("pagehide", () => tabName((storage) => storage.setItem(TAB, tab)));
addEventListener("pageshow", takeTabName);

function takeTabName() {
  return tabName((storage) => {
    const name = storage.getItem(TAB);
    storage.removeItem(TAB);
    return name;
  });
}

/**
 * @template Result
 * @param {(storage: Storage) => Result} act
 */
function tabName(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
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
