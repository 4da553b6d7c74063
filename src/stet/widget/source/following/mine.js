/** A reader's own comments under this article, and what became of them. */

import { button, element, fill, focusOn } from "../common/dom.js";
import { outcomeCard } from "./outcome.js";
import { asApiError, part } from "../common/trouble.js";

// A person's decision takes minutes at best, so asking twice a minute is soon enough for who stays on the page.
const EVERY = 30_000;
// Of what was sent before, so many are asked about and shown at once.
const FIRST = 3;

/** @typedef {import("../types.js").Receipt} Receipt */

/**
 * @typedef {object} Leads
 * @property {(receipt: Receipt) => void} onShow
 * @property {(receipt: Receipt) => void} onRewrite
 * @property {(receipt: Receipt) => void} onPublished When it is published while the page is open.
 * @property {() => void} onChanged When the thread is no longer what it was.
 */

export class Mine {
  /**
   * @param {import("../types.js").Context} context
   * @param {Leads} leads
   */
  constructor(context, leads) {
    this.context = context;
    this.leads = leads;
    /** @type {Map<string, {receipt: Receipt, card: HTMLDetailsElement}>} By receipt. */
    this.cards = new Map();
    const { strings } = context.locale;
    this.note = element("p", { class: "muted" }, strings.mineNote);
    this.list = element("div", { class: "cards" });
    this.foot = element("div", { class: "actions" });
    /** @type {HTMLButtonElement | undefined} */
    this.older = undefined;
    this.element = element(
      "section",
      { class: "mine", part: "mine", hidden: true, "aria-label": strings.mine },
      element("h3", {}, strings.mine),
      this.note,
      this.list,
      this.foot,
    );
  }

  /**
   * Finds the comments that were sent from this device or by the reader who is signed in, and keeps asking about those
   * that wait.
   * @param {string | undefined} article As the service names it; undefined where the thread could not be had.
   */
  async start(article) {
    this.cards.clear();
    fill(this.list);
    fill(this.foot);
    this.older?.remove();
    this.element.hidden = true;
    const { memory, locale, api } = this.context;
    const { mineNote, mineSignedIn } = locale.strings;
    this.note.textContent = api.token ? mineSignedIn : mineNote;
    const known = new Map(memory.sent.map(({ receipt, state }) => [receipt, state]));
    const signed = await this.#signedIn(article);
    for (const receipt of signed) this.#recall(receipt, known.get(receipt.receipt));
    await this.#recallAll([...known.keys()]);
    this.#watch();
  }

  /** Keeps asking about what waits, also as soon as the reader comes back to the page. */
  #watch() {
    this.stop();
    this.timer = setInterval(this.#look, EVERY);
    document.addEventListener("visibilitychange", this.#look);
  }

  stop() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.#look);
  }

  /**
   * Shows a comment that was sent just now, first of all and alone open.
   * @param {Receipt} receipt
   * @returns {HTMLElement}
   */
  add(receipt) {
    for (const { card } of this.cards.values()) card.open = false;
    const card = this.card(receipt);
    this.list.prepend(card);
    this.element.hidden = false;
    focusOn(card);
    return card;
  }

  /**
   * The card of a comment just sent, for whoever has a better place for it than this list.
   * @param {Receipt} receipt
   */
  card(receipt) {
    this.#watch();
    this.context.memory.remember(receipt, this.context.api.token);
    this.#announce(receipt);
    return this.#draw(receipt, true);
  }

  /**
   * @param {string | undefined} article
   * @returns {Promise<Receipt[]>}
   */
  async #signedIn(article) {
    const { api } = this.context;
    if (!api.token) return [];
    const { token } = api;
    const { receipts } = await api.read("/mine").catch(() => ({ receipts: [] }));
    // Who asked is not here any more.
    if (api.token !== token) return [];
    this.#drawFoot(receipts.length > 0);
    return receipts.filter((/** @type {Receipt} */ receipt) => receipt.article === article);
  }

  /** @param {boolean} any Whether the reader has comments on the site at all. */
  #drawFoot(any) {
    const { strings } = this.context.locale;
    const usual = () => [
      button(strings.erase.allData, () => void download()),
      button(strings.erase.all, () => void ask()),
    ];
    /** @param {(forget: typeof import("./forget.js")) => void} act */
    const withPart = (act) =>
      part(import("./forget.js")).then(act, (problem) => this.context.tell(problem, () => void withPart(act)));
    const download = () => withPart(({ downloadAll }) => downloadAll(this.context, this.foot, back));
    const ask = () => withPart(({ eraseAll }) => eraseAll(this.context, this.foot, back, erased));
    const back = () => fill(this.foot, ...usual());
    const erased = () => {
      back();
      this.context.announce(strings.states.erased.title);
      this.leads.onChanged();
      void this.#look(true);
    };
    fill(this.foot, ...(any ? usual() : []));
  }

  /**
   * Asks about the first few; the others wait until they are wanted.
   * @param {string[]} names
   */
  async #recallAll(names) {
    const missing = names.filter((name) => !this.cards.has(name));
    const [now, later] = [missing.slice(0, FIRST), missing.slice(FIRST)];
    const receipts = await Promise.all(now.map((name) => this.#ask(name)));
    const known = new Map(this.context.memory.sent.map(({ receipt, state }) => [receipt, state]));
    for (const receipt of receipts) if (receipt) this.#recall(receipt, known.get(receipt.receipt));
    if (later.length === 0) return;
    const { locale } = this.context;
    const older = button(locale.count(locale.strings.older, later.length), () => {
      older.remove();
      void this.#recallAll(later);
    });
    this.older?.remove();
    this.older = older;
    this.list.after(older);
  }

  /**
   * @param {Receipt} receipt
   * @param {import("../types.js").State | undefined} known The state when it was last seen here.
   */
  #recall(receipt, known) {
    if (this.cards.has(receipt.receipt)) return;
    this.list.append(this.#draw(receipt, known !== undefined && receipt.state !== known));
    this.element.hidden = false;
    if (known !== undefined) this.context.memory.remember(receipt, this.context.api.token);
  }

  /** @param {Event | true} [all] True asks about every card, and not only about those that wait. */
  #look = async (all) => {
    if (document.hidden) return;
    for (const { receipt } of [...this.cards.values()]) {
      if (all !== true && !waits(receipt)) continue;
      const now = await this.#ask(receipt.receipt);
      if (now && this.cards.has(now.receipt) && isNews(receipt, now)) this.#replace(now);
    }
  };

  /**
   * @param {string} name
   * @returns {Promise<Receipt | null>} Null when it cannot be had now. A receipt that is not known (a site that
   *   started anew) is forgotten.
   */
  async #ask(name) {
    try {
      return await this.context.api.receipt(name);
    } catch (problem) {
      if (asApiError(problem).code === "receipt_unknown") this.context.memory.forget(name);
      return null;
    }
  }

  /** @param {Receipt} receipt */
  #announce({ state, appeal }) {
    const { states, appeal: words } = this.context.locale.strings;
    const answer = appeal.state === "none" || appeal.state === "possible" ? "" : words.states[appeal.state];
    this.context.announce([states[state].title, answer].filter(Boolean).join(". "));
  }

  /**
   * @param {Receipt} receipt
   * @param {boolean} open
   */
  #draw(receipt, open) {
    const card = outcomeCard(
      this.context,
      receipt,
      {
        onShow: this.leads.onShow,
        onRewrite: this.leads.onRewrite,
        onChanged: (now) => this.#changed(receipt, now),
        onForget: () => this.#forget(receipt),
      },
      open,
    );
    this.cards.set(receipt.receipt, { receipt, card });
    return card;
  }

  /**
   * Draws a card anew; who reads in it goes on reading in it.
   * @param {Receipt} now
   */
  #replace(now) {
    const old = this.cards.get(now.receipt);
    const inside = old?.card.matches(":focus-within");
    const card = this.card(now);
    old?.card.replaceWith(card);
    if (inside) focusOn(card);
    if (old?.receipt.state !== "approved" && now.state === "approved") this.leads.onPublished(now);
    return card;
  }

  /**
   * The reader's own act.
   * @param {Receipt} before
   * @param {Receipt} now
   */
  #changed(before, now) {
    focusOn(this.#replace(now));
    if (before.state === "approved" && now.state !== "approved") this.leads.onChanged();
  }

  /** @param {Receipt} receipt */
  #forget(receipt) {
    this.context.memory.forget(receipt.receipt);
    this.cards.get(receipt.receipt)?.card.remove();
    this.cards.delete(receipt.receipt);
    this.element.hidden = this.list.childElementCount === 0;
  }
}

/** @param {Receipt} receipt */
function waits({ state, appeal }) {
  return state === "pending" || appeal.state === "waiting";
}

/**
 * @param {Receipt} before
 * @param {Receipt} now
 */
function isNews(before, now) {
  return before.state !== now.state || before.appeal.state !== now.appeal.state;
}
