/** The comments that were sent from this device, and what became of them. */

import { asApiError } from "./trouble.js";
import { element, focusOn } from "./dom.js";
import { outcomeCard } from "./outcome.js";

// A person's decision takes minutes at best, so asking twice a minute is soon enough for who stays on the page.
const EVERY = 30_000;

/** @typedef {import("./types.js").Receipt} Receipt */

/**
 * @typedef {object} Leads
 * @property {(receipt: Receipt) => void} onShow
 * @property {(receipt: Receipt) => void} onRewrite
 * @property {() => void} onChanged After a withdrawal, when the thread is no longer what it was.
 */

export class Mine {
  /**
   * @param {import("./types.js").Context} context
   * @param {Leads} leads
   */
  constructor(context, leads) {
    this.context = context;
    this.leads = leads;
    /** @type {Map<string, {receipt: Receipt, card: HTMLDetailsElement}>} By receipt. */
    this.cards = new Map();
    const { strings } = context.locale;
    this.list = element("div", { class: "cards" });
    this.element = element(
      "section",
      { class: "mine", part: "mine", hidden: true, "aria-label": strings.mine },
      element("h3", {}, strings.mine),
      element("p", { class: "muted" }, strings.mineNote),
      this.list,
    );
  }

  /** Asks for the state of all that is remembered, and keeps asking while something waits. */
  async start() {
    for (const { receipt, state } of this.context.memory.sent) await this.#recall(receipt, state);
    this.timer = setInterval(() => void this.#look(), EVERY);
  }

  stop() {
    clearInterval(this.timer);
  }

  /**
   * Shows a comment that was sent just now, first of all and alone open.
   * @param {Receipt} receipt
   */
  add(receipt) {
    for (const { card } of this.cards.values()) card.open = false;
    const card = this.card(receipt);
    this.list.prepend(card);
    this.element.hidden = false;
    focusOn(card);
  }

  /**
   * The card of a comment just sent, for whoever has a better place for it than this list.
   * @param {Receipt} receipt
   */
  card(receipt) {
    this.context.memory.remember(receipt);
    this.context.announce(this.context.locale.strings.states[receipt.state].title);
    return this.#draw(receipt, true);
  }

  /**
   * @param {string} name
   * @param {import("./types.js").State} known The state when it was last seen.
   */
  async #recall(name, known) {
    const receipt = await this.#ask(name);
    if (!receipt) return;
    this.list.append(this.#draw(receipt, receipt.state !== known));
    this.element.hidden = false;
    this.context.memory.remember(receipt);
  }

  async #look() {
    if (document.hidden) return;
    const waiting = [...this.cards.values()].filter(({ receipt }) => receipt.state === "pending");
    for (const { receipt } of waiting) {
      const now = await this.#ask(receipt.receipt);
      if (now && now.state !== "pending") this.#replace(now);
    }
  }

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
        onWithdrawn: (now) => this.#withdrawn(now),
        onForget: () => this.#forget(receipt),
      },
      open,
    );
    this.cards.set(receipt.receipt, { receipt, card });
    return card;
  }

  /** @param {Receipt} now */
  #replace(now) {
    const old = this.cards.get(now.receipt)?.card;
    const card = this.card(now);
    old?.replaceWith(card);
    return card;
  }

  /** @param {Receipt} now */
  #withdrawn(now) {
    focusOn(this.#replace(now));
    this.leads.onChanged();
  }

  /** @param {Receipt} receipt */
  #forget(receipt) {
    this.context.memory.forget(receipt.receipt);
    this.cards.get(receipt.receipt)?.card.remove();
    this.cards.delete(receipt.receipt);
    this.element.hidden = this.list.childElementCount === 0;
  }
}
