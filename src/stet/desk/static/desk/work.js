/** One comment at a time: the next ones are claimed and fetched while this one is read. */

import { CARD, addressOf, commentOf, moveTo } from "./cards.js";
import { complain } from "./notices.js";
import { Refused, ask, need, send, token } from "./page.js";

// Enough that nobody waits, few enough that a colleague finds work too.
const AHEAD = 2;
// Who goes on without deciding gives the first of so many back.
const AT_MOST = 9;
// A claim lasts three minutes; who has done nothing for this long does not keep it.
const RENEW_EVERY = 60_000;
const TRY_AGAIN_AFTER = 2_000;
const IDLE_AFTER = 170_000;

export class Deck {
  #root;
  #deciding;
  #isFetching = false;
  /** Whether the server has said, since there was a card, that nothing is left. */
  #isOver = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  /** @type {string[]} */
  #passed = [];
  #lastSign = Date.now();

  /**
   * @param {HTMLElement} root
   * @param {import("./deciding.js").Deciding} deciding
   */
  constructor(root, deciding) {
    this.#root = root;
    this.#deciding = deciding;
    root.classList.add("has-scripts");
    this.#show(this.cards[0]);
    deciding.addEventListener("left", () => this.#advance());
    deciding.addEventListener("back", () => this.#settle());
    for (const sign of ["keydown", "pointerdown", "wheel"]) {
      addEventListener(sign, () => (this.#lastSign = Date.now()), { passive: true });
    }
    setInterval(() => void this.#renew(), RENEW_EVERY);
    root.addEventListener("submit", (event) => this.#left(event));
    addEventListener("pagehide", () => this.#release(this.cards, true));
    // What the page before let go when it was left may have been this page's by then.
    setTimeout(() => void this.#renew(), 2_000);
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    void this.#fill();
  }

  /** @returns {HTMLElement[]} All that are here, seen and unseen. */
  get cards() {
    return [...this.#root.querySelectorAll(`:scope > ${CARD}`)].filter((card) => card instanceof HTMLElement);
  }

  get #shown() {
    return this.cards.find((card) => !card.hidden);
  }

  /** Go on without deciding, or back. @param {number} step */
  async move(step) {
    const all = this.cards;
    const place = this.#shown ? all.indexOf(this.#shown) + step : 0;
    if (place >= all.length) await this.#fill();
    const next = this.cards[place];
    if (!next) return;
    this.#show(next, true);
    this.#release(this.cards.slice(0, Math.max(0, this.cards.length - AT_MOST)));
    void this.#fill();
  }

  /** The present one is left to others. @param {SubmitEvent} event */
  #left(event) {
    if (!(event.target instanceof Element && event.target.matches(".later"))) return;
    event.preventDefault();
    const card = this.#shown;
    if (card) this.#passed.push(commentOf(card));
    if (card) this.#release([card]);
    this.#advance();
  }

  /** Something has happened: perhaps there is more, or a colleague has left something. */
  wake() {
    void this.#fill();
  }

  /** @param {HTMLElement | undefined} card */
  #show(card, isMoved = false) {
    for (const one of this.cards) one.hidden = one !== card;
    need(".empty", HTMLElement, this.#root).hidden = card !== undefined || !this.#isOver;
    need(".coming", HTMLElement, this.#root).hidden = card !== undefined || this.#isOver;
    need(".later", HTMLElement, this.#root).hidden = card === undefined;
    if (card && isMoved) {
      moveTo(card);
      scrollTo({ top: 0 });
    } else card?.classList.add("is-current");
  }

  #advance() {
    this.#isOver = false;
    this.#show(this.cards[0], true);
    void this.#fill();
  }

  /** A card came back: to be seen at once where it was asked back, behind the present one where it was refused. */
  #settle() {
    const seen = this.cards.filter((card) => !card.hidden);
    const marked = seen.find((card) => card.classList.contains("is-current"));
    this.#show(marked ?? seen[0] ?? this.cards[0]);
  }

  async #fill() {
    const all = this.cards;
    const behind = this.#shown ? all.length - 1 - all.indexOf(this.#shown) : 0;
    if (this.#isFetching || (this.#shown && behind >= AHEAD)) return;
    this.#isFetching = true;
    clearTimeout(this.#again);
    try {
      this.#take(await (await ask(this.#nextAddress(), { headers: { Accept: "text/html" } })).text());
      this.#isOver = true;
    } catch {
      this.#again = setTimeout(() => void this.#fill(), TRY_AGAIN_AFTER);
    } finally {
      this.#isFetching = false;
    }
    this.#settle();
  }

  #nextAddress() {
    const address = new URL(this.#root.dataset.next ?? "", location.href);
    address.search = this.#root.dataset.query ?? "";
    const here = this.cards.map(commentOf);
    const gone = [...this.#passed, ...this.#deciding.comments, ...this.#deciding.outbox.comments];
    address.searchParams.set("have", [...new Set([...here, ...gone])].join(","));
    return address.href;
  }

  /** @param {string} html Cards, or nothing when nothing is left. */
  #take(html) {
    const known = new Set([...this.cards.map(commentOf), ...this.#deciding.comments]);
    for (const card of new DOMParser().parseFromString(html, "text/html").querySelectorAll(CARD)) {
      if (!(card instanceof HTMLElement) || known.has(commentOf(card))) continue;
      card.hidden = true;
      need(".later", HTMLElement, this.#root).before(document.adoptNode(card));
    }
    if (!this.#shown) this.#show(this.cards[0], Boolean(this.cards[0]));
  }

  async #renew() {
    if (document.hidden || Date.now() - this.#lastSign > IDLE_AFTER) return;
    await Promise.all(this.cards.map((card) => this.#claim(card)));
  }

  /** @param {HTMLElement} card */
  async #claim(card) {
    try {
      await send(addressOf(card, "claim"), []);
    } catch (error) {
      if (!(error instanceof Refused)) return;
      if (card.hidden) card.remove();
      else complain(card, error.message);
    }
  }

  /**
   * Give cards back, so that a colleague need not wait for the claim to end.
   *
   * @param {HTMLElement[]} given
   */
  #release(given, isLeaving = false) {
    for (const card of given) {
      const where = addressOf(card, "release");
      if (isLeaving) navigator.sendBeacon(where, new URLSearchParams({ csrfmiddlewaretoken: token() }));
      else {
        card.remove();
        // Nothing is lost where it fails: the claim ends by itself.
        void send(where, []).catch(() => undefined);
      }
    }
  }
}
