/** Folds a conversation away and back: by its button, or by a click on the line along it where there is room for one. */

import { button } from "../common/dom.js";

// How far from the line a click is still meant for it (CSS pixels): half of what a finger needs, on either side.
const REACH = 14;

export class Fold {
  /**
   * @param {import("../common/locale.js").Locale} locale
   * @param {HTMLElement} item Holds the comment that is answered, and below it the answers.
   * @param {HTMLOListElement} replies
   * @param {() => number} left How many answers are not loaded yet.
   */
  constructor(locale, item, replies, left) {
    this.locale = locale;
    this.item = item;
    this.replies = replies;
    this.left = left;
    this.button = button(locale.strings.hideReplies, () => this.toggle(), { class: "quiet fold" });
    this.button.setAttribute("aria-expanded", "true");
    // Answers that are set in no further have no line, and fold with those that are.
    this.foldable = replies.classList.contains("replies");
    if (this.foldable) replies.addEventListener("click", (event) => this.#clicked(event));
  }

  get open() {
    return !this.item.classList.contains("folded");
  }

  /** @param {boolean} [open] */
  toggle(open = !this.open) {
    const { strings } = this.locale;
    this.item.classList.toggle("folded", !open);
    this.button.setAttribute("aria-expanded", String(open));
    this.button.textContent = open ? strings.hideReplies : this.locale.count(strings.showReplies, this.#count());
  }

  /** Puts the button where the comment's other buttons are, after the comment was drawn anew too. */
  place() {
    if (!this.foldable) return;
    const article = this.item.querySelector(":scope > article");
    const row = article?.querySelector(":scope > .actions") ?? article;
    row?.append(this.button);
  }

  /** Says the number anew when an answer came in while the conversation is folded. */
  refresh() {
    if (!this.open) this.toggle(false);
  }

  #count() {
    return this.replies.querySelectorAll(".comment:not(.unavailable)").length + this.left();
  }

  /** @param {MouseEvent} event */
  #clicked({ target, clientX }) {
    if (target !== this.replies) return;
    const { left, right } = this.replies.getBoundingClientRect();
    const start = getComputedStyle(this.replies).direction === "rtl" ? right : left;
    if (Math.abs(clientX - start) > REACH) return;
    this.toggle(false);
    this.button.focus();
  }
}
