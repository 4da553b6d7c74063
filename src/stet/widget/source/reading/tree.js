/** The comments that are drawn: nested as the conversation goes, folded, hidden, found again. */

import { Fold } from "./collapse.js";
import { commentArticle, placeholder } from "./comment.js";
import { button, element, fill, focusOn } from "../common/dom.js";
import { moreButton } from "./more.js";
import { personKey } from "./persons.js";
import { reactionControl } from "./reactions.js";
import { Rest } from "./rest.js";

// Deeper replies stand in one line under the fourth and say whom they answer: a phone is not wider than that.
const DEEPEST = 4;
// So many conversations above the one that is gone to are laid out first: browsers do it for what is near the screen, and
// what turns out larger than it was put at must not push the comment away again.
const NEAR = 15;

/** @typedef {import("../types.js").Comment} Comment */
/**
 * @typedef {object} Drawn
 * @property {Comment} comment
 * @property {HTMLElement} item
 * @property {number} depth
 * @property {Drawn | null} parent
 * @property {Fold | null} fold
 * @property {Rest | null} rest
 * @property {number} left How many answers the thread's last answer left out.
 */

/**
 * @typedef {object} Leads
 * @property {() => import("../types.js").ThreadPage | null} thread What was answered last.
 * @property {(comment: Comment, trigger: HTMLButtonElement) => void} onReply
 * @property {() => void} onHide After somebody was hidden.
 */

export class Tree {
  /**
   * @param {import("../types.js").Context} context
   * @param {Leads} leads
   */
  constructor(context, leads) {
    this.context = context;
    this.leads = leads;
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
    this.list = element("ol", { class: "comments", part: "comments" });
    /** Comments by hidden persons that the reader wants to see all the same. @type {Set<string>} */
    this.shownOnce = new Set();
    this.remembered = this.#remember();
  }

  clear() {
    this.drawn.clear();
    fill(this.list);
  }

  /**
   * Puts in whatever is not drawn yet, each where the answer has it; nothing is drawn anew.
   * @param {Comment[]} comments Top comments, in their order.
   * @returns {HTMLElement[]} What was drawn, from the top down.
   */
  merge(comments) {
    this.remembered = this.#remember();
    /** @type {HTMLElement[]} */
    const fresh = [];
    /** @type {Element | null} */
    let next = null;
    for (const comment of [...comments].reverse()) {
      const known = this.drawn.get(comment.id);
      next = known ? this.#mergeReplies(known, comment, fresh) : this.#insert(comment, next, fresh);
    }
    return fresh.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  }

  /**
   * Puts further comments at an end.
   * @param {Comment[]} comments
   * @param {"append" | "prepend"} end
   */
  extend(comments, end) {
    this.remembered = this.#remember();
    // A page moves down while new comments come in at the top: what is drawn already is not drawn twice.
    const fresh = comments.filter((comment) => !this.drawn.has(comment.id));
    this.list[end](...fresh.map((comment) => this.#draw(comment, null)));
  }

  /**
   * Adds one comment, first of all or under the one it answers.
   * @param {Comment} comment
   * @returns {boolean} Whether there was a place for it.
   */
  add(comment) {
    this.remembered = this.#remember();
    const parent = comment.parent ? this.drawn.get(comment.parent) : null;
    if (parent) this.#drawReply(comment, parent);
    else if (!comment.parent) this.list.prepend(this.#draw(comment, null));
    return parent !== undefined;
  }

  /**
   * Brings a comment before the reader's eyes.
   * @param {string} id
   * @returns {boolean} Whether it is drawn.
   */
  show(id) {
    const drawn = this.drawn.get(id);
    const article = drawn && articleOf(drawn.item);
    if (!article) return false;
    for (let above = drawn.parent; above; above = above.parent) above.fold?.toggle(true);
    for (const found of this.list.querySelectorAll(".found")) found.classList.remove("found");
    article.classList.add("found");
    this.bring(article);
    return true;
  }

  /**
   * Goes to a comment, however far away it is.
   * @param {HTMLElement} article
   */
  bring(article) {
    let item = article.closest(".comments > .item");
    for (let n = 0; item && n < NEAR; n += 1, item = item.previousElementSibling) item.classList.add("near");
    focusOn(article);
    article.scrollIntoView({ block: "start", behavior: "instant" });
  }

  /** @param {string} id */
  replyButton(id) {
    const drawn = this.drawn.get(id);
    return drawn ? drawn.item.querySelector(":scope > article > .actions > .reply") : null;
  }

  /** Draws everybody anew whom the reader hid, or wants to see again. @param {string} key As `personKey` gives it. */
  redraw(key) {
    this.remembered = this.#remember();
    for (const drawn of this.drawn.values()) {
      const { author } = drawn.comment;
      if (author && personKey(author) === key) this.#redraw(drawn);
    }
  }

  /** Says anew how long ago everything was. */
  tick() {
    const { locale } = this.context;
    for (const time of this.list.querySelectorAll("time")) {
      const now = locale.ago(time.dateTime);
      if (time.textContent === now) continue;
      const link = time.parentElement;
      link?.setAttribute("aria-label", (link.getAttribute("aria-label") ?? "").replace(time.textContent ?? "", now));
      time.textContent = now;
    }
  }

  /** What this device remembers, read once for all that is drawn together. */
  #remember() {
    const { memory } = this.context;
    return {
      own: new Set([...memory.own, ...memory.sent.map(({ id }) => id)]),
      reacted: new Set(memory.reacted),
      hidden: new Set(memory.hidden.map(({ key }) => key)),
    };
  }

  /**
   * @param {Comment} comment
   * @param {Element | null} next What it is to stand before; null at the end.
   * @param {HTMLElement[]} fresh
   */
  #insert(comment, next, fresh) {
    const item = this.#draw(comment, null);
    this.list.insertBefore(item, next);
    fresh.push(...item.querySelectorAll("article"));
    return item;
  }

  /**
   * @param {Drawn} known
   * @param {Comment} comment The same, with what has been answered since.
   * @param {HTMLElement[]} fresh
   */
  #mergeReplies(known, { replies, more_replies: more }, fresh) {
    const grown = more - known.left;
    if (grown !== 0) this.#moreLeft(known, grown, fresh);
    for (const reply of replies) {
      const drawn = this.drawn.get(reply.id);
      if (drawn) this.#mergeReplies(drawn, reply, fresh);
      else fresh.push(...this.#drawReply(reply, known).querySelectorAll("article"));
    }
    return known.item;
  }

  /**
   * What is new in a long conversation may be among the answers that are left out: then its top leads there.
   * @param {Drawn} top
   * @param {number} grown
   * @param {HTMLElement[]} fresh
   */
  #moreLeft(top, grown, fresh) {
    top.left += grown;
    top.comment.more_replies = Math.max(0, top.comment.more_replies + grown);
    if (top.rest) top.rest.refresh();
    else this.#offerRest(top);
    const article = articleOf(top.item);
    if (grown > 0 && article) fresh.push(article);
  }

  /**
   * @param {Comment} comment
   * @param {Drawn | null} parent
   */
  #draw(comment, parent) {
    const item = element("li", { class: "item" });
    /** @type {Drawn} */
    const drawn = {
      comment,
      item,
      depth: parent ? parent.depth + 1 : 1,
      parent,
      fold: null,
      rest: null,
      left: comment.more_replies,
    };
    this.drawn.set(comment.id, drawn);
    item.append(this.#article(drawn));
    for (const reply of comment.replies) this.#drawReply(reply, drawn);
    if (comment.more_replies > 0) this.#offerRest(drawn);
    return item;
  }

  /**
   * @param {Comment} reply
   * @param {Drawn} parent
   */
  #drawReply(reply, parent) {
    const fold = (parent.fold ??= this.#makeFold(parent));
    const item = this.#draw(reply, parent);
    fold.replies.append(item);
    fold.refresh();
    return item;
  }

  /** @param {Drawn} drawn */
  #makeFold({ comment, item, depth }) {
    const list = element("ol", { class: depth >= DEEPEST ? "flat" : "replies" });
    articleOf(item)?.after(list);
    const fold = new Fold(this.context.locale, item, list, () => comment.more_replies);
    fold.place();
    return fold;
  }

  /** @param {Drawn} drawn */
  #redraw(drawn) {
    articleOf(drawn.item)?.replaceWith(this.#article(drawn));
    drawn.fold?.place();
  }

  /** @param {Drawn} drawn */
  #article(drawn) {
    const { comment, parent, depth } = drawn;
    const { own, hidden } = this.remembered;
    const isOwn = own.has(comment.id);
    if (comment.author && !isOwn && hidden.has(personKey(comment.author)) && !this.shownOnce.has(comment.id)) {
      return this.#hidden(drawn, comment.author.name);
    }
    const address = this.#address(comment);
    return commentArticle(this.context, comment, {
      inReplyTo: depth > DEEPEST ? (parent?.comment.author?.name ?? null) : null,
      own: isOwn,
      onParent: () => parent && this.show(parent.comment.id),
      onReply: this.#mayReply ? (trigger) => this.leads.onReply(comment, trigger) : null,
      address,
      controls: [
        this.#reactions(comment, isOwn),
        moreButton(this.context, { comment, address, own: isOwn, onHide: () => this.#hide(drawn) }),
      ],
    });
  }

  /**
   * @param {Comment} comment
   * @param {boolean} own
   */
  #reactions(comment, own) {
    if (!this.leads.thread()?.site_settings.reactions) return null;
    return reactionControl(this.context, comment, { own, mine: this.remembered.reacted.has(comment.id) });
  }

  get #mayReply() {
    const latest = this.leads.thread();
    return latest !== null && latest.article.open && (latest.guests_may_comment || this.context.api.token !== null);
  }

  /**
   * A link leads to the article where its address is known, and to the thread's own page elsewhere.
   * @param {Comment} comment
   */
  #address({ id, permalink }) {
    const url = this.leads.thread()?.article.url;
    if (!url || !URL.canParse(url)) return permalink;
    const address = new URL(url);
    address.hash = `comment-${id}`;
    return address.href;
  }

  /**
   * @param {Drawn} drawn
   * @param {string} name
   */
  #hidden(drawn, name) {
    const { locale } = this.context;
    const show = button(locale.strings.showOnce, () => {
      this.shownOnce.add(drawn.comment.id);
      this.#redraw(drawn);
      const article = articleOf(drawn.item);
      if (article) focusOn(article);
    });
    return placeholder(...locale.aboutNodes(locale.strings.hidden, name), " ", show);
  }

  /** @param {Drawn} drawn */
  #hide({ comment, item }) {
    if (!comment.author) return;
    const { name } = comment.author;
    const key = personKey(comment.author);
    this.context.memory.hide({ key, name });
    this.shownOnce.clear();
    this.redraw(key);
    this.context.announce(this.context.locale.about(this.context.locale.strings.hidden, name));
    item.querySelector("button")?.focus();
    this.leads.onHide();
  }

  /**
   * The way to the answers that the thread's answer left out.
   * @param {Drawn} top
   */
  #offerRest(top) {
    const { comment, item } = top;
    top.rest = new Rest(this.context, comment, (replies) => this.#addReplies(replies, top));
    item.append(top.rest.element);
  }

  /**
   * @param {Comment[]} replies Each with its parent, which stands before it.
   * @param {Drawn} top
   * @returns {HTMLElement[]} What was drawn.
   */
  #addReplies(replies, top) {
    this.remembered = this.#remember();
    const fresh = replies.filter((reply) => !this.drawn.has(reply.id));
    return fresh.map((reply) => this.#drawReply(reply, this.drawn.get(reply.parent ?? "") ?? top));
  }
}

/** @param {Element} item */
function articleOf(item) {
  return /** @type {HTMLElement | null} */ (item.querySelector(":scope > article"));
}
