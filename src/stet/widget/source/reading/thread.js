/** The published comments: in pages, in the order the reader chose, with what is new and what a link leads to. */

import { Bar } from "./bar.js";
import { button, element, fill, focusOn, webAddress } from "../common/dom.js";
import { emit } from "../common/events.js";
import { News } from "./news.js";
import { toggleReply } from "../writing/reply.js";
import { Tree } from "./tree.js";
import { part, trouble } from "../common/trouble.js";

// "5 minutes ago" is true for a minute.
const MINUTE = 60_000;
/** @typedef {import("../types.js").ThreadPage} ThreadPage */

/**
 * @typedef {object} Hooks
 * @property {(thread: ThreadPage) => void} onLoaded
 * @property {(receipt: import("../types.js").Receipt) => Promise<HTMLElement>} onReplied Remembers a reply; gives its card.
 * @property {(body: string) => void} onAsOwn
 */

/**
 * @typedef {object} Wish What is to be loaded.
 * @property {number} [page]
 * @property {string | null} [comment] Whose page it is to be.
 * @property {"anew" | "append" | "prepend"} [how]
 */

export class ThreadView {
  /**
   * @param {import("../types.js").Context} context
   * @param {import("../types.js").Order} order
   * @param {Hooks} hooks
   */
  constructor(context, order, hooks) {
    this.context = context;
    this.order = order;
    this.hooks = hooks;
    /** @type {ThreadPage | null} */
    this.latest = null;
    /** How often everything was asked for anew. */
    this.round = 0;
    /** @type {Promise<void> | undefined} What was asked for last. */
    this.loading = undefined;
    /** The pages that are open. */
    this.first = 1;
    this.last = 1;
    this.bar = new Bar(context.locale, order, {
      onOrder: (chosen) => void this.reorder(chosen),
      onPicks: (alone) => void this.#showPicks(alone),
    });
    this.tree = new Tree(context, {
      thread: () => this.latest,
      onReply: (comment, trigger) => this.#reply(comment, trigger),
      onHide: () => this.drawEnds(),
    });
    // Who cannot have the button reads on without it.
    this.news = new News(context.api, (count) => void this.#offerNews(count).catch(() => {}));
    /** @type {import("./news-button.js").NewsButton | undefined} */
    this.newsButton = undefined;
    this.newsPlace = element("div", { hidden: true });
    this.skeleton = this.#skeleton();
    this.note = element("div", { class: "note" });
    this.beginning = element("div", { class: "end" });
    this.end = element("div", { class: "end" });
    this.element = element(
      "div",
      { class: "thread", part: "thread" },
      this.skeleton,
      this.bar.element,
      this.newsPlace,
      this.note,
      this.beginning,
      this.tree.list,
      this.end,
    );
  }

  /** Opens the thread where the page's address points, else at its first page, and keeps listening. */
  async start() {
    addEventListener("hashchange", this.#follow);
    this.ticking = setInterval(() => this.tree.tick(), MINUTE);
    const wanted = this.context.comment;
    await this.#load({ comment: wanted });
    if (wanted && this.latest && !this.tree.show(wanted)) this.#sayGone();
  }

  stop() {
    removeEventListener("hashchange", this.#follow);
    clearInterval(this.ticking);
    this.news.stop();
  }

  /** Loads the first page anew. */
  reload() {
    return this.#load({});
  }

  /**
   * Adds the reader's own comment once it is published, without drawing anything else anew.
   * @param {import("../types.js").Comment} comment
   */
  add(comment) {
    if (this.tree.drawn.has(comment.id)) return;
    const added = this.tree.add(comment);
    this.news.discount();
    if (this.latest) this.latest.count += 1;
    if (added) this.drawEnds();
  }

  /**
   * Brings a comment before the reader's eyes, loading its page where that is not open.
   * @param {string} id
   * @returns {Promise<boolean>} Whether it is published.
   */
  async find(id) {
    if (this.tree.show(id)) return true;
    this.bar.picksAlone = false;
    await this.#load({ comment: id });
    return this.tree.show(id);
  }

  /**
   * Opens the box for a reply, with a text in it.
   * @param {string} id Of the comment to reply to.
   * @param {string} body
   * @returns {boolean} Whether that comment is drawn and can be replied to.
   */
  writeReply(id, body) {
    const trigger = this.tree.replyButton(id);
    if (!(trigger instanceof HTMLButtonElement)) return false;
    if (!this.context.memory.draft(id).body) this.context.memory.keepDraft(id, body);
    if (trigger.getAttribute("aria-expanded") === "true") trigger.click();
    trigger.click();
    return true;
  }

  /** Where the thread can be read without this script; empty as long as its site is not known. */
  get page() {
    const place = this.context.api.place;
    const [site, article] = [this.latest?.site ?? place.site, this.latest?.article.id ?? place.article];
    if (!site || !article) return "";
    return webAddress(`/threads/${encodeURIComponent(site)}/${encodeURIComponent(article)}/`) ?? "";
  }

  /** The page's address now points elsewhere. */
  #follow = () => {
    const wanted = this.context.linked();
    if (wanted) void this.find(wanted).then((found) => found || wanted !== this.context.linked() || this.#sayGone());
  };

  /**
   * An answer that comes after everything was asked for anew is dropped; who waits for it waits for the newer one.
   * @param {Wish} wish
   */
  #load(wish) {
    const anew = (wish.how ?? "anew") === "anew";
    if (anew) this.round += 1;
    const asked = this.#ask(wish, this.round);
    if (anew) this.loading = asked;
    return asked;
  }

  /**
   * @param {Wish} wish
   * @param {number} round
   * @returns {Promise<void>}
   */
  async #ask({ page = 1, comment = null, how = "anew" }, round) {
    const { api, locale } = this.context;
    this.element.setAttribute("aria-busy", "true");
    try {
      const thread = await api.thread(this.order, page, { comment, picks: this.bar.picksAlone });
      if (round !== this.round) return this.loading;
      this.latest = thread;
      await this.#draw(thread, how);
      if (how === "anew") this.#listen(thread);
    } catch (problem) {
      if (round !== this.round) return this.loading;
      const ways = { retry: () => void this.#load({ page, comment, how }), page: this.page };
      fill(how === "prepend" ? this.beginning : this.end, trouble(locale, problem, ways));
    } finally {
      if (round === this.round) {
        this.skeleton.remove();
        this.element.removeAttribute("aria-busy");
      }
    }
  }

  /**
   * @param {ThreadPage} thread
   * @param {"anew" | "append" | "prepend"} how
   */
  async #draw(thread, how) {
    if (how === "anew") {
      this.first = this.last = thread.page;
      fill(this.note);
      this.tree.clear();
    } else if (how === "append") this.last = thread.page;
    else this.first = thread.page;
    const extend = () => {
      this.tree.extend(thread.comments, how === "prepend" ? "prepend" : "append");
      this.drawEnds();
    };
    if (how === "prepend") (await part(import("./anchoring.js"))).keepInPlace(this.tree.list, extend);
    else extend();
  }

  /** @param {ThreadPage} thread */
  #listen({ cursor }) {
    this.newsButton?.hide();
    if (cursor) this.news.start(cursor);
  }

  /** @param {import("../types.js").Order} order */
  async reorder(order) {
    this.order = this.bar.order = order;
    emit(this.context, "stet:order", { order });
    await this.reload();
  }

  /** @param {boolean} alone */
  async #showPicks(alone) {
    this.bar.picksAlone = alone;
    await this.reload();
  }

  drawEnds() {
    const { strings } = this.context.locale;
    const { latest } = this;
    if (!latest) return;
    const before = this.first > 1 && [
      button(strings.earlier, () => void this.#earlier()),
      button(strings.fromStart, () => void this.reload().then(() => this.readAt(this.tree.list.firstElementChild))),
    ];
    fill(this.beginning, ...(before || []));
    const more = this.last < latest.pages && button(strings.more, () => void this.#more());
    const none = this.tree.drawn.size === 0 && element("p", { class: "muted" }, strings.none);
    fill(this.end, more, none, this.#hiddenButton());
    this.bar.offer(latest.count, this.tree.list.querySelector(".picked") !== null);
    this.hooks.onLoaded(latest);
  }

  async #more() {
    const last = this.tree.list.lastElementChild;
    const page = this.last + 1;
    this.end.querySelector("button")?.replaceChildren(this.context.locale.strings.loading);
    await this.#load({ page, how: "append" });
    emit(this.context, "stet:more", { page });
    this.readAt(last?.nextElementSibling);
  }

  async #earlier() {
    const first = this.tree.list.firstElementChild;
    await this.#load({ page: this.first - 1, how: "prepend" });
    this.readAt(first?.previousElementSibling);
  }

  /**
   * Reading goes on with a conversation, for who uses no mouse too: what was pressed is gone.
   * @param {Element | null | undefined} item
   */
  readAt(item) {
    const article = item?.querySelector("article");
    if (article) focusOn(article);
  }

  /** The comment that a link leads to is not there. Another section on the page may be the one it is about. */
  #sayGone() {
    if (document.querySelectorAll("stet-comments").length > 1) return;
    const { strings } = this.context.locale;
    const on = button(strings.goneOn, () => {
      fill(this.note);
      this.readAt(this.tree.list);
    });
    const said = element("div", { class: "notice" }, element("p", {}, strings.gone), on);
    fill(this.note, said);
    focusOn(said);
  }

  /**
   * The button comes with the first news, as a part of its own: most who read see none. Where it cannot be had now, the
   * next news asks for it again.
   * @param {number} count
   */
  async #offerNews(count) {
    const loading = count > 0 && !this.newsButton && part(import("./news-button.js")).catch(() => null);
    const loaded = await loading;
    if (loaded && !this.newsButton) {
      this.newsButton = new loaded.NewsButton(this);
      this.newsPlace.replaceWith(this.newsButton.element);
    }
    this.newsButton?.offer(count);
  }

  /**
   * @param {import("../types.js").Comment} comment
   * @param {HTMLButtonElement} trigger
   */
  #reply(comment, trigger) {
    if (!this.latest) return;
    const { onReplied, onAsOwn } = this.hooks;
    toggleReply(this.context, trigger, { comment, thread: this.latest, page: this.page, onReplied, onAsOwn });
  }

  /** The way to take back whom one has hidden. */
  #hiddenButton() {
    const { memory, locale } = this.context;
    if (memory.hidden.length === 0) return null;
    const open = async () => {
      const { hiddenDialog } = await part(import("./hidden.js"));
      const dialog = hiddenDialog(this.context, (key) => {
        this.tree.redraw(key);
        this.drawEnds();
      });
      // The button was drawn anew meanwhile, or is not needed any more.
      dialog.addEventListener("close", () => {
        const again = this.end.querySelector("[aria-haspopup]");
        if (again instanceof HTMLElement) again.focus();
        else this.readAt(this.tree.list.lastElementChild);
      });
    };
    const label = `${locale.strings.hiddenPeople} (${locale.number(memory.hidden.length)})`;
    return element(
      "p",
      {},
      button(label, () => void open(), { "aria-haspopup": "dialog" }),
    );
  }

  /** Holds the place of what is being loaded, so that nothing moves when it comes. */
  #skeleton() {
    return element(
      "div",
      { class: "skeleton" },
      element("p", { class: "muted" }, this.context.locale.strings.loading),
      ...Array.from({ length: 4 }, () => element("div", { class: "bone", "aria-hidden": "true" })),
    );
  }
}
