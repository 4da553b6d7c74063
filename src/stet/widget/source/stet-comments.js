/**
 * `<stet-comments article="…" url="…" site="…" lang="…" order="…" token="…" theme="…">`: the comment section of an
 * article. What a page's author has to know is in docs/embedding.md.
 *
 * This script is short and not kept for long; all else is in parts whose names change with what is in them. It asks for
 * the section's part, the language's part, the thread and the guidelines at once, so that nothing waits for two answers
 * one after the other.
 */

import { ahead, commentOf, linkedComment as linked, placeOf } from "./ahead.js";
import { chooseLanguage } from "./common/language.js";
import { codes, loadStrings } from "./common/strings.js";

/** @typedef {import("./section.js").Section} Section */

const SERVICE = new URL("/api/v1", import.meta.url).href;

/**
 * Opens a section in an element's shadow tree. What the element shows till then, it goes on showing if this fails.
 * @param {HTMLElement} host
 * @param {ShadowRoot} root
 * @param {boolean} [orEnglish] Whether to speak English where the language's part cannot be had.
 * @returns {Promise<() => Section>} What builds it, once everything is there.
 */
export async function open(host, root, orEnglish = false) {
  const language = chooseLanguage(host, codes);
  const place = placeOf(host, language);
  const comment = commentOf(host);
  const answers = ahead(SERVICE, place, host.getAttribute("order") ?? "newest", comment);
  for (const part of PARTS_AHEAD.match(/\S+/g) ?? []) import(new URL(part, import.meta.url).href).catch(() => {});
  const [{ Section }, { strings, rest }] = await Promise.all([
    import("./section.js"),
    loadStrings(language, orEnglish),
  ]);
  return () => new Section({ host, root, strings, rest, place, comment, linked, service: SERVICE, answers });
}

/**
 * The same with this script asked for anew: after an update the parts that an older copy of it names are gone.
 * @param {HTMLElement} host
 * @param {ShadowRoot} root
 * @returns {Promise<() => Section>}
 */
async function openOrRenew(host, root) {
  try {
    return await open(host, root);
  } catch {
    const { origin, pathname } = new URL(import.meta.url);
    return (await import(`${origin}${pathname}?${Date.now()}`)).open(host, root, true);
  }
}

export class StetComments extends HTMLElement {
  static observedAttributes = ["article", "url", "site", "lang", "order", "token"];

  #root = this.attachShadow({ mode: "open" });
  #starts = 0;
  #planned = false;
  /** What the section that is there was opened with. */
  #opened = "";
  /** @type {Section | undefined} */
  #section;

  constructor() {
    super();
    // A link in the element shows until the section does, and for good where it cannot be had.
    this.#root.append(document.createElement("slot"));
  }

  connectedCallback() {
    this.#plan();
  }

  disconnectedCallback() {
    this.#plan();
  }

  attributeChangedCallback() {
    this.#plan();
  }

  /** Several attributes may change at once, and a move is a removal and an arrival: what counts is how it ends. */
  #plan() {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      if (!this.isConnected) this.#close();
      else if (this.#opened !== this.#wishes) void this.#start();
    });
  }

  get #wishes() {
    const attributes = StetComments.observedAttributes.map((name) => this.getAttribute(name));
    return JSON.stringify([attributes, chooseLanguage(this, codes), placeOf(this, "")]);
  }

  #close() {
    this.#starts += 1;
    this.#opened = "";
    this.#section?.stop();
  }

  async #start() {
    this.#close();
    this.#opened = this.#wishes;
    const start = this.#starts;
    try {
      const build = await openOrRenew(this, this.#root);
      if (start !== this.#starts) return;
      this.#section = build();
      await this.#section.start();
    } catch (problem) {
      console.error(problem);
      const detail = { code: "offline" };
      this.dispatchEvent(new CustomEvent("stet:error", { detail, bubbles: true, composed: true }));
    }
  }
}

// The script may be on a page twice, and the name taken already.
if (!customElements.get("stet-comments")) customElements.define("stet-comments", StetComments);
