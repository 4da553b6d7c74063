/** The published comments: nested, in pages, in the order the reader chose. */

import { commentArticle } from "./comment.js";
import { button, element, fill, focusOn, webAddress } from "./dom.js";
import { CommentForm } from "./form.js";
import { trouble } from "./trouble.js";

// Deeper replies stand in one line under the fourth and say whom they answer: a phone is not wider than that.
const DEEPEST = 4;

/** @typedef {{comment: import("./types.js").Comment, item: HTMLElement, depth: number}} Drawn */

/**
 * @typedef {object} Hooks
 * @property {(thread: import("./types.js").ThreadPage) => void} onLoaded
 * @property {(receipt: import("./types.js").Receipt) => HTMLElement} onReplied Remembers a reply; gives its card.
 * @property {(body: string) => void} onAsOwn
 */

export class ThreadView {
  /**
   * @param {import("./types.js").Context} context
   * @param {import("./types.js").Order} order
   * @param {Hooks} hooks
   */
  constructor(context, order, hooks) {
    this.context = context;
    this.order = order;
    this.hooks = hooks;
    /** @type {import("./types.js").ThreadPage | null} */
    this.latest = null;
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
    this.list = element("ol", { class: "comments", part: "comments" });
    this.end = element("div", { class: "end" });
    this.element = element("div", {}, this.list, this.end);
  }

  /** Loads the first page anew. @param {import("./types.js").Order} [order] */
  async reload(order = this.order) {
    this.order = order;
    fill(this.end, element("p", { class: "muted" }, this.context.locale.strings.loading));
    await this.#load(1, () => {
      this.drawn.clear();
      fill(this.list);
    });
  }

  /**
   * Adds the reader's own comment once it is published, without drawing anything else anew.
   * @param {import("./types.js").Comment} comment
   */
  add(comment) {
    const parent = comment.parent ? this.drawn.get(comment.parent) : undefined;
    if (comment.parent && !parent) return;
    if (parent) this.#drawReply(comment, parent);
    else this.list.prepend(this.#draw(comment, 1, null));
    if (this.latest) this.latest.count += 1;
    this.#drawEnd();
  }

  /**
   * Brings a comment before the reader's eyes.
   * @param {string} id
   * @returns {boolean} Whether it is drawn.
   */
  show(id) {
    const article = this.drawn.get(id)?.item.querySelector("article");
    if (article) focusOn(article);
    return Boolean(article);
  }

  /**
   * Opens the box for a reply, with a text in it.
   * @param {string} id Of the comment to reply to.
   * @param {string} body
   * @returns {boolean} Whether that comment is drawn and can be replied to.
   */
  writeReply(id, body) {
    const trigger = this.drawn.get(id)?.item.querySelector(":scope > article > .actions > button");
    if (!(trigger instanceof HTMLButtonElement)) return false;
    if (!this.context.memory.draft(id).body) this.context.memory.keepDraft(id, body);
    if (trigger.getAttribute("aria-expanded") === "true") trigger.click();
    trigger.click();
    return true;
  }

  /**
   * @param {number} page
   * @param {() => void} [before]
   */
  async #load(page, before) {
    try {
      const thread = await this.context.api.thread(this.order, page);
      before?.();
      this.latest = thread;
      this.hooks.onLoaded(thread);
      this.#drawPage(thread.comments);
      this.#drawEnd();
    } catch (problem) {
      const ways = { retry: () => void this.#load(page, before), page: this.page };
      fill(this.end, trouble(this.context.locale, problem, ways));
    }
  }

  /** Where the thread can be read without this script; empty as long as its site is not known. */
  get page() {
    const place = this.context.api.place;
    const [site, article] = [this.latest?.site ?? place.site, this.latest?.article.id ?? place.article];
    if (!site || !article) return "";
    return webAddress(`/threads/${encodeURIComponent(site)}/${encodeURIComponent(article)}/`) ?? "";
  }

  /** @param {import("./types.js").Comment[]} comments */
  #drawPage(comments) {
    // A page moves down while new comments come in at the top: what is drawn already is not drawn twice.
    const fresh = comments.filter((comment) => !this.drawn.has(comment.id));
    this.list.append(...fresh.map((comment) => this.#draw(comment, 1, null)));
  }

  /**
   * @param {import("./types.js").Comment} comment
   * @param {number} depth
   * @param {import("./types.js").Comment | null} answered The parent to name, where nesting is no longer drawn.
   */
  #draw(comment, depth, answered) {
    const item = element("li", { class: "item" });
    const drawn = { comment, item, depth };
    this.drawn.set(comment.id, drawn);
    item.append(
      commentArticle(this.context, comment, {
        inReplyTo: answered?.author?.name ?? null,
        own: this.context.memory.sent.some((sent) => sent.id === comment.id),
        onReply: this.#mayReply ? (trigger) => this.#toggleReply(comment, trigger) : null,
      }),
    );
    for (const reply of comment.replies) this.#drawReply(reply, drawn);
    return item;
  }

  get #mayReply() {
    const { latest } = this;
    return latest !== null && latest.article.open && (latest.guests_may_comment || this.context.api.token !== null);
  }

  /**
   * @param {import("./types.js").Comment} reply
   * @param {Drawn} parent
   */
  #drawReply(reply, { comment, item, depth }) {
    const deep = depth >= DEEPEST;
    const list =
      item.querySelector(":scope > ol") ?? item.appendChild(element("ol", { class: deep ? "flat" : "replies" }));
    list.append(this.#draw(reply, depth + 1, deep ? comment : null));
  }

  #drawEnd() {
    const { strings } = this.context.locale;
    const { latest } = this;
    if (!latest) return;
    const more = latest.page < latest.pages && button(strings.more, () => this.#more(latest.page + 1));
    const none = this.drawn.size === 0 && element("p", { class: "muted" }, strings.none);
    fill(this.end, more, none);
    this.hooks.onLoaded(latest);
  }

  /** @param {number} page */
  async #more(page) {
    const last = this.list.lastElementChild;
    fill(this.end, element("p", { class: "muted" }, this.context.locale.strings.loading));
    await this.#load(page);
    const next = last?.nextElementSibling?.querySelector("article");
    if (next instanceof HTMLElement) focusOn(next);
  }

  /**
   * @param {import("./types.js").Comment} comment
   * @param {HTMLButtonElement} trigger
   */
  #toggleReply(comment, trigger) {
    const article = trigger.closest("article");
    const open = article?.querySelector(":scope > .answer");
    trigger.setAttribute("aria-expanded", String(!open));
    if (open) {
      open.remove();
      trigger.focus();
    } else if (article && this.latest) {
      const answer = article.appendChild(element("div", { class: "answer" }));
      const form = this.#replyForm(comment, trigger, answer, this.latest);
      answer.append(form.element);
      form.focus();
    }
  }

  /**
   * @param {import("./types.js").Comment} comment
   * @param {HTMLButtonElement} trigger
   * @param {HTMLElement} answer
   * @param {import("./types.js").ThreadPage} thread
   */
  #replyForm(comment, trigger, answer, thread) {
    return new CommentForm(this.context, {
      parent: comment,
      longest: thread.longest_comment,
      guests: thread.guests_may_comment,
      page: this.page,
      onCancel: () => this.#toggleReply(comment, trigger),
      onPosted: (receipt) => {
        trigger.setAttribute("aria-expanded", "false");
        const card = this.hooks.onReplied(receipt);
        fill(answer, card);
        answer.className = "answered";
        focusOn(card);
      },
      onAsOwn: (body) => {
        answer.remove();
        this.hooks.onAsOwn(body);
      },
    });
  }
}
