/** The comment section itself: what stands where, and how its parts work together. */

import { Api } from "./common/api.js";
import { orderNamed } from "./reading/bar.js";
import { element, fill } from "./common/dom.js";
import { emit } from "./common/events.js";
import { CommentForm } from "./writing/form.js";
import { guidelinesBox } from "./writing/guidelines.js";
import { restOf } from "./common/later.js";
import { Locale } from "./common/locale.js";
import { Memory } from "./common/memory.js";
import { sheet } from "./common/styles.js";
import { ThreadView } from "./reading/thread.js";
import { asApiError, part, trouble } from "./common/trouble.js";

/**
 * @typedef {object} Opening What the frame (stet-comments.js) opens a section with.
 * @property {HTMLElement} host The element on the publisher's page.
 * @property {ShadowRoot} root
 * @property {import("./types.js").Strings} strings
 * @property {() => Promise<Partial<import("./types.js").Strings>>} rest Loads the strings that are not there at first.
 * @property {import("./ahead.js").Place} place
 * @property {string | null} comment The one to open at.
 * @property {() => string | null} linked The one that the page's address is about now.
 * @property {string} service Such as `https://comments.example/api/v1`.
 * @property {(address: string) => Promise<Response> | undefined} answers To what was asked already.
 */

// So many cards of one's own comments are drawn at first: see mine.js.
const CARDS = 3;

export class Section {
  #count = element("span", { class: "count", part: "count" });
  #trouble = element("div");
  #box = element("div", { class: "box" });
  #beside = element("aside", { class: "beside" });
  #live = element("p", { class: "live", role: "status" });
  #own = element("div", { class: "own" });
  /** @type {CommentForm | undefined} */
  #form;
  /** @type {Promise<import("./following/mine.js").Mine> | undefined} */
  #mine;

  /** @param {Opening} opening */
  constructor(opening) {
    const { host, root, strings, place, service } = opening;
    this.host = host;
    restOf(strings, opening.rest);
    const realm = `stet:${new URL(service).origin}:${place.site ?? ""}`;
    const memory = new Memory(`${realm}:${place.article ?? place.url}`, realm);
    /** @type {import("./types.js").Context} */
    this.context = {
      host,
      comment: opening.comment,
      linked: opening.linked,
      api: new Api(service, place, host.getAttribute("token") ?? memory.session?.token ?? null, opening.answers),
      locale: new Locale(strings),
      memory,
      announce: (sentence) => void (this.#live.textContent = sentence),
      signedIn: (session, parent) => void this.#signedIn(session, parent),
      tell: (problem, retry) => fill(this.#trouble, trouble(this.context.locale, problem, { retry })),
    };
    this.view = this.#makeView();
    root.adoptedStyleSheets = [sheet];
    fill(root, this.#build());
    this.#awaitMine();
  }

  async start() {
    void this.#loadGuidelines();
    addEventListener("storage", this.#elsewhere);
    const code = takeCode();
    if (code) this.#enter(code);
    await this.view.start();
    if (this.view.latest) emit(this.context, "stet:ready", { count: this.view.latest.count });
    await this.#recallMine();
  }

  stop() {
    removeEventListener("storage", this.#elsewhere);
    void this.#mine?.then((mine) => mine.stop());
    this.view.stop();
  }

  #build() {
    const { strings } = this.context.locale;
    const section = element(
      "section",
      {
        class: "stet",
        part: "section",
        lang: strings.language,
        dir: strings.direction,
        "aria-label": strings.heading,
      },
      element("header", { class: "top" }, element("h2", { part: "heading" }, strings.heading), this.#count),
      element(
        "div",
        { class: "parts" },
        this.#beside,
        element("div", { class: "main" }, this.#trouble, this.#box, this.#own, this.view.element),
      ),
      this.#live,
    );
    // Whoever writes will soon want to know what became of it.
    section.addEventListener("input", () => void this.#loadMine().catch(() => {}), { once: true });
    return section;
  }

  /** @param {string} code Of the sign-in page. */
  #enter(code) {
    part(import("./writing/account.js")).then(
      ({ comeBack }) => comeBack(this.context, code),
      (problem) => this.context.tell(problem, () => this.#enter(code)),
    );
  }

  /** What became of the reader's own comments: a part of its own, which most who read do not need. */
  #loadMine() {
    this.#mine ??= part(import("./following/mine.js")).then(
      ({ Mine }) => this.#makeMine(Mine),
      (problem) => {
        this.#mine = undefined;
        throw problem;
      },
    );
    return this.#mine;
  }

  /** @param {typeof import("./following/mine.js").Mine} Mine */
  #makeMine(Mine) {
    const mine = new Mine(this.context, {
      onShow: (receipt) => void this.#show(receipt),
      onRewrite: ({ body, parent }) => {
        if (!parent || !this.view.writeReply(parent, body ?? "")) this.#writeAnew(body ?? "");
      },
      onPublished: (receipt) => this.#addPublished(receipt),
      onChanged: () => void this.view.reload(),
    });
    fill(this.#own, mine.element);
    return mine;
  }

  async #recallMine() {
    const { api, memory, tell } = this.context;
    if (!this.#mine && !api.token && memory.sent.length === 0) return;
    try {
      await (await this.#loadMine()).start(this.view.latest?.article.id);
    } catch (problem) {
      tell(asApiError(problem), () => void this.#recallMine());
    } finally {
      this.#own.classList.remove("awaited");
    }
  }

  /** Keeps the place of the cards that will come, so that nothing below moves then. */
  #awaitMine() {
    const { length } = this.context.memory.sent;
    if (length === 0) return;
    this.#own.classList.add("awaited");
    this.#own.style.setProperty("--awaited", String(Math.min(length, CARDS)));
  }

  /**
   * The card that says what became of a comment just sent.
   * @param {import("./types.js").Receipt} receipt
   * @param {(mine: import("./following/mine.js").Mine) => HTMLElement} show
   */
  async #outcome(receipt, show) {
    const { id, state, parent } = receipt;
    const { api, memory } = this.context;
    emit(this.context, "stet:posted", { id, state, parent });
    memory.remember(receipt, api.token);
    this.#addPublished(receipt);
    try {
      return show(await this.#loadMine());
    } catch (problem) {
      // It is sent and remembered all the same: the card is there as soon as its part can be had.
      this.context.tell(asApiError(problem), () => void this.#recallMine());
      return this.#own;
    }
  }

  /**
   * From now on somebody else writes here: everything is drawn for them, and they go on where they were.
   * @param {import("./common/memory.js").Session | null} session
   * @param {string | null} parent Of the comment under way.
   */
  async #signedIn(session, parent) {
    const { api, memory } = this.context;
    memory.session = session;
    api.token = session?.token ?? null;
    memory.own.clear();
    this.#form = undefined;
    fill(this.#trouble);
    await this.view.reload();
    if (!parent || !this.view.writeReply(parent, "")) this.#focusBox();
    await this.#recallMine();
  }

  #focusBox() {
    this.#form?.focus();
  }

  /**
   * What another tab of this browser remembered meanwhile.
   * @param {StorageEvent} event
   */
  #elsewhere = ({ key }) => {
    const { api, memory } = this.context;
    if (key?.includes(":draft:")) this.#form?.defendDraft();
    if (this.host.hasAttribute("token") || !key?.endsWith(":session")) return;
    const { session } = memory;
    if ((session?.token ?? null) !== api.token) void this.#signedIn(session, null);
  };

  #makeView() {
    return new ThreadView(this.context, orderNamed(this.host.getAttribute("order")) ?? "newest", {
      onLoaded: (thread) => this.#loaded(thread),
      onReplied: (receipt) => this.#outcome(receipt, (mine) => mine.card(receipt)),
      onAsOwn: (body) => this.#writeAnew(body),
    });
  }

  /** @param {import("./types.js").ThreadPage} thread */
  #loaded(thread) {
    const { api, locale } = this.context;
    const { strings } = locale;
    this.#count.textContent = thread.count > 0 ? locale.count(strings.count, thread.count) : "";
    if (!thread.article.open) fill(this.#box, element("p", { class: "notice" }, strings.closed));
    else if (!api.token && !thread.guests_may_comment) {
      this.#askToSignIn(thread);
    } else if (!this.#form) this.#openForm(thread);
  }

  /** @param {import("./types.js").ThreadPage} thread */
  #askToSignIn(thread) {
    if (this.#box.querySelector(".notice")) return;
    fill(this.#box, element("p", { class: "notice" }, this.context.locale.strings.signIn));
    void part(import("./writing/signing.js")).then(
      ({ signInNotice }) => fill(this.#box, signInNotice(this.context, thread.site_settings)),
      () => {},
    );
  }

  /** @param {import("./types.js").ThreadPage} thread */
  #openForm(thread) {
    this.#form = new CommentForm(this.context, {
      parent: null,
      thread,
      page: this.view.page,
      onPosted: (receipt) => void this.#outcome(receipt, (mine) => mine.add(receipt)),
    });
    fill(this.#box, this.#form.element);
  }

  /** @param {import("./types.js").Receipt} receipt */
  #addPublished(receipt) {
    const { state, author, body, id, links } = receipt;
    const { api, memory } = this.context;
    if (state !== "approved" || author === null || body === null) return;
    memory.remember(receipt, api.token);
    this.view.add({
      ...receipt,
      state,
      author: { name: author, signed_in: api.token !== null, badge: null, key: null },
      permalink: `${links.thread}#comment-${id}`,
      picked: false,
      reactions: 0,
      more_replies: 0,
      replies: [],
    });
  }

  /** @param {import("./types.js").Receipt} receipt */
  async #show(receipt) {
    if (!(await this.view.find(receipt.id))) location.assign(receipt.links.thread);
  }

  /**
   * Puts a text into the box for a comment of its own, under what may have been begun there.
   * @param {string} body
   */
  #writeAnew(body) {
    const { memory } = this.context;
    const begun = memory.draft(null).body;
    const text = begun && begun !== body ? `${begun}\n\n${body}` : body;
    memory.keepDraft(null, text);
    this.#form?.write(text);
    this.#form?.focus();
  }

  /** The box works without them: a failure here is the guidelines page's to tell. */
  async #loadGuidelines() {
    const { api, locale } = this.context;
    const guidelines = await api.guidelines().catch(() => null);
    if (guidelines) fill(this.#beside, guidelinesBox(locale, guidelines, this.#beside.parentElement?.clientWidth ?? 0));
  }
}

/** The one-time code that the sign-in page sent the reader back with. It is nobody else's to see, nor to be kept. */
function takeCode() {
  const [, code] = /^#stet-session=(.+)$/.exec(location.hash) ?? [];
  if (code) history.replaceState(history.state, "", location.pathname + location.search);
  return code;
}
