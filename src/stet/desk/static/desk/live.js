/** What happens at the desk meanwhile: numbers that keep up, and nothing that moves under the eyes. */

import { cards, commentOf, lockUp } from "./cards.js";
import { address, ask, digits, find, need, send, words } from "./page.js";

// Seconds between two looks; longer while the server does not answer, none while nobody looks.
const EVERY = 5;
const AT_MOST = 60;

/**
 * @typedef {object} Pulse
 * @property {Record<string, number>} waiting
 * @property {{ comment: string, by: string }[]} [claimed]
 * @property {{ comment: string, name: string, message: string, url: string }[]} [problems] What came back.
 * @property {string} version
 */

/** Fires `change` whenever something has happened to comments. */
export class Live extends EventTarget {
  #pause = EVERY;
  #version = "";
  /** @type {number | undefined} */
  #known;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    super();
    if (!address("pulse")) return;
    document.addEventListener("visibilitychange", () =>
      document.hidden ? clearTimeout(this.#timer) : void this.#look(),
    );
    void this.#look();
  }

  /**
   * Numbers that came with an answer.
   *
   * @param {{ waiting?: Record<string, number>, number: number }} detail How many were decided about; negative: back.
   */
  decided({ waiting, number }) {
    if (this.#known !== undefined) this.#known -= number;
    if (waiting) this.#count(waiting);
  }

  async #look() {
    clearTimeout(this.#timer);
    try {
      this.#show(await (await ask(address("pulse"))).json());
      this.#pause = EVERY;
    } catch {
      this.#pause = Math.min(this.#pause * 2, AT_MOST);
    }
    if (!document.hidden) this.#timer = setTimeout(() => void this.#look(), this.#pause * 1000);
  }

  /** @param {Pulse} pulse */
  #show(pulse) {
    if (pulse.version === this.#version) return;
    this.#version = pulse.version;
    this.dispatchEvent(new Event("change"));
    this.#count(pulse.waiting);
    (pulse.problems ?? []).forEach(showProblem);
    const theirs = new Map((pulse.claimed ?? []).map((one) => [one.comment, one.by]));
    for (const card of cards()) {
      const name = theirs.get(commentOf(card));
      lockUp(card, name ? words("with", { name }) : "");
    }
  }

  /** @param {Record<string, number>} waiting By kind. */
  #count(waiting) {
    const total = Object.values(waiting).reduce((sum, number) => sum + number, 0);
    for (const part of document.querySelectorAll("[data-waiting], [data-number=whole]"))
      part.textContent = digits(total);
    document.title = document.title.replace(/\(\S+\)/, `(${digits(total)})`);
    this.#news(total);
  }

  /** @param {number} total */
  #news(total) {
    this.#known ??= total;
    const chip = find("#news", HTMLAnchorElement);
    if (!chip) return;
    chip.hidden = total <= this.#known;
    if (!chip.hidden) chip.textContent = words("news", { n: total - this.#known });
  }
}

/**
 * A decision that was held and could not be given: said once, wherever its moderator is by now.
 *
 * @param {{ comment: string, name: string, message: string, url: string }} problem
 */
function showProblem({ comment, name, message, url }) {
  if (find(`.came-back a[href*="${comment}"]`, HTMLAnchorElement)) return;
  const box = need("#came-back", HTMLTemplateElement).content.cloneNode(true);
  if (!(box instanceof DocumentFragment)) return;
  need("p", HTMLElement, box).textContent = `${words("cameBack", { name: `\u2068${name}\u2069` })} ${message}`;
  need("a", HTMLAnchorElement, box).href = url;
  need("button", HTMLButtonElement, box).addEventListener("click", (event) => {
    if (event.target instanceof Element) event.target.closest(".came-back")?.remove();
    void send(new URL("undo/", new URL(url, location.href)).href, []).catch(() => undefined);
  });
  need("#toasts", HTMLElement).prepend(box);
}
