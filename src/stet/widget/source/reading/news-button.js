/** "3 new comments – show": first puts them in, then leads to them. It stays where it is until both are done. */

import { keepInPlace } from "./anchoring.js";
import { element, fill } from "../common/dom.js";
import { trouble } from "../common/trouble.js";

// So many of the pages that are open are looked through for what is new: more is not worth the reader's time.
const MOST_PAGES = 6;

/** @typedef {import("../types.js").ThreadPage} ThreadPage */

export class NewsButton {
  /** @param {import("./thread.js").ThreadView} view */
  constructor(view) {
    this.view = view;
    /** What a click leads to once the new comments are in. @type {(() => void) | null} */
    this.next = null;
    this.button = element("button", { type: "button", class: "news", part: "button news" });
    this.button.addEventListener("click", () => void this.#clicked());
    this.element = element("div", { class: "newsline", hidden: true }, this.button);
  }

  /** @param {number} count */
  offer(count) {
    const { locale, announce } = this.view.context;
    const words = count > 0 ? locale.count(locale.strings.news, count) : "";
    if (this.element.hidden && words) announce(words);
    this.next = null;
    this.button.textContent = words;
    this.element.hidden = !words;
  }

  hide() {
    this.offer(0);
  }

  async #clicked() {
    if (this.next) {
      this.next();
      this.hide();
      return;
    }
    const { context, note } = this.view;
    try {
      this.#merge(await this.#pages());
    } catch (problem) {
      fill(note, trouble(context.locale, problem, { retry: () => void this.#clicked() }));
    }
  }

  /** @returns {Promise<ThreadPage[]>} The pages that are open, as they are now. */
  #pages() {
    const { context, order, first, last, bar } = this.view;
    const pages = Array.from({ length: Math.min(last - first + 1, MOST_PAGES) }, (_, n) => first + n);
    return Promise.all(pages.map((page) => context.api.thread(order, page, { picks: bar.picksAlone })));
  }

  /**
   * Puts in what is new, without moving what is being read.
   * @param {ThreadPage[]} pages
   */
  #merge(pages) {
    const { view } = this;
    const [page] = pages;
    if (!page) return;
    fill(view.note);
    view.latest = { ...page, page: view.last };
    view.news.start(page.cursor);
    /** @type {HTMLElement[]} */
    let fresh = [];
    keepInPlace(view.tree.list, () => {
      fresh = view.tree.merge(pages.flatMap(({ comments }) => comments));
      view.drawEnds();
    });
    this.#lead(fresh);
  }

  /**
   * Offers the way to what was put in. What has its place on a page that is not open is found by the other order.
   * @param {HTMLElement[]} fresh
   */
  #lead(fresh) {
    const { context } = this.view;
    const { strings } = context.locale;
    const [first] = fresh;
    for (const article of fresh) article.classList.add("fresh");
    if (first) context.announce(context.locale.count(strings.newsShown, fresh.length));
    this.button.textContent = first ? strings.newsFirst : strings.orders.published;
    this.next = first ? () => this.view.tree.bring(first) : () => void this.#lastPublished();
  }

  async #lastPublished() {
    await this.view.reorder("published");
    this.view.readAt(this.view.tree.list);
  }
}
