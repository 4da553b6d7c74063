/**
 * Coral's embed.js, at Coral's own address: `Coral.createStreamEmbed(…)` puts a `<stet-comments>` where a page written
 * for Coral wants Coral's stream. Options, methods and events have Coral's names; docs/embedding.md says which of them do
 * something here.
 */

import { fillCounts, showCount, storyAddress } from "./counting.js";
import { EVENTS } from "./events.js";
import { Emitter } from "./emitter.js";

/**
 * @typedef {object} Options
 * @property {string} [id]
 * @property {boolean} [autoRender]
 * @property {string} [rootURL]
 * @property {string} [storyID]
 * @property {string} [storyURL]
 * @property {string} [commentID]
 * @property {string} [accessToken]
 * @property {(next: (token: string) => void) => void} [refreshAccessToken]
 * @property {string} [containerClassName]
 * @property {string} [bodyClassName]
 * @property {string} [locale]
 * @property {(events: Emitter) => void} [events]
 */

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const OWN_ROOT = new URL(script?.src || location.href).origin;
// A token that is refused straight away would be asked for without end, in milliseconds.
const TOKEN_HOLDS = 10_000;
// So far below the window the section is loaded already, in CSS pixels.
const NEAR = 600;
const TOKEN_TROUBLE = ["token_expired", "token_invalid"];

class StreamEmbed {
  #events = new Emitter();
  #rendered = false;
  #refreshed = -TOKEN_HOLDS;
  /** @type {IntersectionObserver | undefined} */
  #watch;

  /** @param {Options} options */
  constructor(options) {
    const id = options.id || "coral-embed-stream";
    const box = document.getElementById(id);
    if (!box) throw new Error(`element ${id} was not found`);
    this.box = box;
    this.options = options;
    this.root = (options.rootURL || OWN_ROOT).replace(/\/$/, "");
    this.story = story(options);
    this.section = this.#section(options);
    this.#listen();
    options.events?.(this.#events);
    void fillCounts(this.root);
    if (options.commentID) setTimeout(() => this.#events.emit("showPermalink"));
    if (options.autoRender) this.#renderWhenNear();
  }

  get rendered() {
    return this.#rendered;
  }

  render() {
    if (this.#rendered) return;
    this.#rendered = true;
    this.#watch?.disconnect();
    // The page's policy for scripts lets this one in, or it would not run; a module from the same place comes in too.
    void import(`${this.root}/static/stet/stet-comments.js`);
    this.box.append(this.section);
  }

  remove() {
    this.#watch?.disconnect();
    if (!this.#rendered && !this.#watch) throw new Error("instance not mounted");
    this.#rendered = false;
    this.section.remove();
  }

  /** @param {string} token */
  login(token) {
    this.section.setAttribute("token", token);
  }

  logout() {
    this.section.removeAttribute("token");
  }

  /**
   * @param {string} name
   * @param {import("./emitter.js").Listener} listener
   */
  on(name, listener) {
    return this.#events.on(name, listener);
  }

  /**
   * @param {string} name
   * @param {import("./emitter.js").Listener} listener
   */
  off(name, listener) {
    return this.#events.off(name, listener);
  }

  /** @param {import("./emitter.js").Listener} listener */
  onAny(listener) {
    return this.#events.onAny(listener);
  }

  /** @param {Options} options */
  #section({ accessToken, commentID, containerClassName, bodyClassName, locale }) {
    const section = document.createElement("stet-comments");
    const wanted = { ...this.story, token: accessToken, comment: commentID, lang: locale };
    const attributes = { ...wanted, class: containerClassName || bodyClassName };
    for (const [name, value] of Object.entries(attributes)) if (value) section.setAttribute(name, value);
    return section;
  }

  #listen() {
    for (const [name, told] of Object.entries(EVENTS)) {
      this.section.addEventListener(name, (event) => {
        const { detail } = /** @type {CustomEvent} */ (event);
        const said = told(detail, this.story.article ?? "");
        if (said) this.#events.emit(said.name, said.value);
        if (name === "stet:ready") showCount(this.story, detail.count);
        if (name === "stet:error" && TOKEN_TROUBLE.includes(detail.code)) this.#refresh();
      });
    }
  }

  #refresh() {
    const { refreshAccessToken } = this.options;
    const now = performance.now();
    if (!refreshAccessToken || now - this.#refreshed < TOKEN_HOLDS) return;
    this.#refreshed = now;
    refreshAccessToken((token) => this.login(token));
  }

  #renderWhenNear() {
    if (this.options.commentID) {
      this.render();
      return;
    }
    this.#watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.render();
      },
      { rootMargin: `${NEAR}px` },
    );
    this.#watch.observe(this.box);
  }
}

/** @param {Options} options */
function story({ storyID, storyURL }) {
  const query = new URLSearchParams(location.search);
  return {
    article: storyID || query.get("storyID"),
    url: storyURL || query.get("storyURL") || storyAddress(),
  };
}

/** @param {Options} options */
const createStreamEmbed = (options) => new StreamEmbed(options);
Object.assign(window, { Coral: { createStreamEmbed } });
