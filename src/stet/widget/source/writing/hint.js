/** While somebody writes: a word on the guideline that the text looks likely to break. It never stands in the way. */

import { button, element, fill } from "../common/dom.js";
import { asApiError } from "../common/trouble.js";

// Long enough that nobody is interrupted in a sentence, in milliseconds.
const REST = 900;
// More words than these say nothing more.
const MOST_WORDS = 6;

export class Hint {
  /** @type {Set<string>} The guidelines about which the writer wants to hear nothing more. */
  #dismissed = new Set();
  #asking = new AbortController();
  #timer = 0;
  #pausedUntil = 0;
  #shown = "";

  /**
   * @param {import("../types.js").Context} context
   * @param {HTMLElement} place Where it is shown.
   * @param {HTMLTextAreaElement} box
   * @param {string | null} parent
   */
  constructor(context, place, box, parent) {
    this.context = context;
    this.place = place;
    this.box = box;
    this.parent = parent;
  }

  /**
   * Looks again once the text rests.
   * @param {boolean} worth Whether there is enough of it.
   */
  typed(worth) {
    clearTimeout(this.#timer);
    this.#asking.abort();
    if (worth) this.#timer = setTimeout(() => void this.#look(), REST);
    else this.#show([], "");
  }

  async #look() {
    if (Date.now() < this.#pausedUntil) return;
    const { api } = this.context;
    const body = this.box.value;
    const asking = (this.#asking = new AbortController());
    const said = { ...api.where, body, parent: this.parent, lang: api.place.language };
    try {
      const { guidelines } = await api.send("/hint", said, { signal: asking.signal });
      if (!asking.signal.aborted) this.#show(guidelines, body);
    } catch (problem) {
      if (!asking.signal.aborted) this.#pause(asApiError(problem).retryAfter);
    }
  }

  /**
   * A hint about an older text is worse than none.
   * @param {number} seconds
   */
  #pause(seconds) {
    this.#pausedUntil = Date.now() + seconds * 1000;
    this.#show([], "");
  }

  /**
   * @param {import("../types.js").BrokenGuideline[]} guidelines
   * @param {string} body
   */
  #show(guidelines, body) {
    const { locale, announce } = this.context;
    const { strings } = locale;
    const named = guidelines.filter(({ id }) => !this.#dismissed.has(id));
    const ids = named.map(({ id }) => id);
    if (named.length > 0 && ids.join() !== this.#shown) {
      announce([strings.hint, ...named.map(({ title }) => title), strings.hintNote].join(" "));
    }
    this.#shown = ids.join();
    fill(this.place, named.length > 0 && this.#card(named, body));
  }

  /**
   * @param {import("../types.js").BrokenGuideline[]} named
   * @param {string} body
   */
  #card(named, body) {
    const { strings } = this.context.locale;
    return element(
      "div",
      { class: "notice hint", part: "hint" },
      element("p", {}, strings.hint),
      element("ul", { class: "broken" }, ...named.map((guideline) => this.#item(guideline, body))),
      element("p", { class: "muted" }, strings.hintNote),
      element(
        "p",
        { class: "actions" },
        button(strings.hintDismiss, () => this.#dismiss(named)),
      ),
    );
  }

  /**
   * @param {import("../types.js").BrokenGuideline} guideline
   * @param {string} body
   */
  #item({ title, wording, spans }, body) {
    const words = wordsAt(body, spans);
    return element(
      "li",
      {},
      element("strong", {}, title),
      element("span", {}, wording),
      words.length > 0 &&
        element(
          "span",
          { class: "words" },
          `${this.context.locale.strings.hintWords} `,
          ...words.flatMap((word) => [element("mark", { dir: "auto" }, word), " "]),
        ),
    );
  }

  /** @param {import("../types.js").BrokenGuideline[]} named */
  #dismiss(named) {
    for (const { id } of named) this.#dismissed.add(id);
    this.#show([], "");
    this.box.focus();
  }
}

/**
 * The words at issue, each once.
 * @param {string} body
 * @param {[number, number][]} spans In code points.
 */
function wordsAt(body, spans) {
  const letters = Array.from(body);
  const words = spans.map(([start, end]) => letters.slice(start, end).join("").trim());
  return [...new Set(words)].filter(Boolean).slice(0, MOST_WORDS);
}
