/**
 * `<stet-comments article="…" url="…" site="…" lang="…" order="…" token="…">`: the comment section of an article.
 *
 * It speaks with the service that this module was loaded from. `article` is the publisher's own id of the article; with
 * `url` instead, or with neither, the page's address names it.
 */

import { Api } from "./api.js";
import { element, fill } from "./dom.js";
import { CommentForm } from "./form.js";
import { guidelinesBox } from "./guidelines.js";
import { Locale } from "./locale.js";
import { Memory } from "./memory.js";
import { Mine } from "./mine.js";
import { loadStrings } from "./strings.js";
import { styles } from "./styles.js";
import { ThreadView } from "./thread.js";

const SERVICE = new URL("/api/v1", import.meta.url);
/** @type {import("./types.js").Order[]} */
const ORDERS = ["newest", "oldest", "published", "replies"];

export class StetComments extends HTMLElement {
  static observedAttributes = ["article", "url", "site", "lang", "order", "token"];

  #root = this.attachShadow({ mode: "open" });
  #starts = 0;
  #count = element("span", { class: "count", part: "count" });
  #box = element("div", { class: "box" });
  #beside = element("aside", { class: "beside" });
  #bar = element("p", { class: "bar" });
  #live = element("p", { class: "live", role: "status" });
  /** @type {import("./types.js").Context | undefined} */
  #context;
  /** @type {ThreadView | undefined} */
  #view;
  /** @type {Mine | undefined} */
  #mine;
  /** @type {CommentForm | undefined} */
  #form;

  connectedCallback() {
    void this.#start();
  }

  disconnectedCallback() {
    this.#starts += 1;
    this.#mine?.stop();
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(_name, before, now) {
    if (this.isConnected && before !== now) void this.#start();
  }

  /** Builds everything anew. Several attributes may change at once; only the last start goes on. */
  async #start() {
    const start = (this.#starts += 1);
    this.#mine?.stop();
    const [strings, sheet] = await Promise.all([loadStrings(this.#languages()), styles()]);
    if (start !== this.#starts) return;
    this.#root.adoptedStyleSheets = [sheet];
    this.#context = this.#makeContext(strings);
    this.#build();
    void this.#loadGuidelines();
    await this.#view?.reload();
    await this.#mine?.start();
  }

  #languages() {
    const near = this.closest("[lang]")?.getAttribute("lang");
    return [...(near ? [near] : []), ...navigator.languages];
  }

  /**
   * @param {import("./types.js").Strings} strings
   * @returns {import("./types.js").Context}
   */
  #makeContext(strings) {
    const [site, article] = [this.getAttribute("site"), this.getAttribute("article")];
    const url = article && !this.hasAttribute("url") ? null : this.#address();
    const place = { site, article, url, language: strings.language };
    return {
      api: new Api(SERVICE.href, place, this.getAttribute("token")),
      locale: new Locale(strings),
      memory: new Memory(`stet:${SERVICE.origin}:${site ?? ""}:${article ?? this.#address()}`),
      announce: (sentence) => void (this.#live.textContent = sentence),
    };
  }

  #address() {
    const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute("href");
    const url = new URL(this.getAttribute("url") ?? canonical ?? location.href, location.href);
    url.hash = "";
    return url.href;
  }

  #order() {
    const wanted = this.getAttribute("order");
    return ORDERS.find((order) => order === wanted) ?? "newest";
  }

  get #ready() {
    if (!this.#context) throw new Error("The section has not started.");
    return this.#context;
  }

  #build() {
    const context = this.#ready;
    const { strings } = context.locale;
    this.#form = undefined;
    fill(this.#box);
    fill(this.#beside);
    this.#mine = this.#makeMine();
    this.#view = this.#makeView(this.#mine);
    fill(
      this.#root,
      element(
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
          element("div", { class: "main" }, this.#box, this.#mine.element, this.#orderBar(), this.#view.element),
        ),
        this.#live,
      ),
    );
  }

  #makeMine() {
    return new Mine(this.#ready, {
      onShow: (receipt) => void this.#show(receipt),
      onRewrite: ({ body, parent }) => {
        if (!parent || !this.#view?.writeReply(parent, body ?? "")) this.#writeAnew(body ?? "");
      },
      onChanged: () => void this.#view?.reload(),
    });
  }

  /** @param {Mine} mine */
  #makeView(mine) {
    return new ThreadView(this.#ready, this.#order(), {
      onLoaded: (thread) => this.#loaded(thread),
      onReplied: (receipt) => {
        this.#addPublished(receipt);
        return mine.card(receipt);
      },
      onAsOwn: (body) => this.#writeAnew(body),
    });
  }

  /** @param {import("./types.js").ThreadPage} thread */
  #loaded(thread) {
    const { api, locale } = this.#ready;
    const { strings } = locale;
    this.#count.textContent = thread.count > 0 ? locale.count(strings.count, thread.count) : "";
    this.#bar.hidden = thread.count < 2;
    if (!thread.article.open) fill(this.#box, element("p", { class: "notice" }, strings.closed));
    else if (!api.token && !thread.guests_may_comment)
      fill(this.#box, element("p", { class: "notice" }, strings.signIn));
    else if (!this.#form) this.#openForm(thread);
  }

  /** @param {import("./types.js").ThreadPage} thread */
  #openForm(thread) {
    this.#form = new CommentForm(this.#ready, {
      parent: null,
      longest: thread.longest_comment,
      guests: thread.guests_may_comment,
      page: this.#view?.page ?? "",
      onPosted: (receipt) => {
        this.#addPublished(receipt);
        this.#mine?.add(receipt);
      },
    });
    fill(this.#box, this.#form.element);
  }

  /** @param {import("./types.js").Receipt} receipt */
  #addPublished(receipt) {
    const { state, author, body, id, links } = receipt;
    if (state !== "approved" || author === null || body === null) return;
    this.#ready.memory.remember(receipt);
    this.#view?.add({
      ...receipt,
      state,
      author: { name: author, signed_in: this.#ready.api.token !== null },
      permalink: `${links.thread}#comment-${id}`,
      replies: [],
    });
  }

  /** @param {import("./types.js").Receipt} receipt */
  async #show(receipt) {
    if (this.#view?.show(receipt.id)) return;
    await this.#view?.reload();
    if (!this.#view?.show(receipt.id)) location.assign(receipt.links.thread);
  }

  /**
   * Puts a text into the box for a comment of its own, under what may have been begun there.
   * @param {string} body
   */
  #writeAnew(body) {
    const { memory } = this.#ready;
    const begun = memory.draft(null).body;
    const text = begun && begun !== body ? `${begun}\n\n${body}` : body;
    memory.keepDraft(null, text);
    this.#form?.write(text);
    this.#form?.focus();
  }

  #orderBar() {
    const { strings } = this.#ready.locale;
    const select = element("select", { id: "order", part: "select" });
    const current = this.#order();
    for (const order of ORDERS) {
      select.append(element("option", { value: order, selected: order === current }, strings.orders[order]));
    }
    select.addEventListener("change", () => {
      void this.#view?.reload(ORDERS.find((order) => order === select.value));
    });
    this.#bar.hidden = true;
    fill(this.#bar, element("label", { for: select.id }, strings.order), select);
    return this.#bar;
  }

  /** The box works without them: a failure here is the guidelines page's to tell. */
  async #loadGuidelines() {
    const { api, locale } = this.#ready;
    const guidelines = await api.guidelines().catch(() => null);
    if (guidelines) fill(this.#beside, guidelinesBox(locale, guidelines, this.clientWidth));
  }
}

customElements.define("stet-comments", StetComments);
