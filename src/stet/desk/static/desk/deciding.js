/** Deciding without waiting: the next comment stands there at once, the decision follows it, and can be taken back. */

import { CARD, LIST, addressOf, cards, commentOf, current, moveTo, refreshed } from "./cards.js";
import { complain, hush, onUndo, showTrouble, tell } from "./notices.js";
import { Refused, find, need, send, words } from "./page.js";
import { startRejecting } from "./rejecting.js";

/**
 * @typedef {object} Gone A card that was taken off the page, and where it stood.
 * @property {HTMLElement} card
 * @property {Comment} place
 *
 * @typedef {object} Given A decision of the last seconds, about one comment or several.
 * @property {Gone[]} gone
 * @property {string} told
 * @property {number} until When it cannot be taken back any more, by this page's clock; 0 before the server has it.
 * @property {string} [undo] The address that takes it back.
 * @property {[string, string][]} undoFields
 * @property {boolean} [isUnwanted] Whether it is taken back as soon as the server has it.
 */

/**
 * Whoever decides on a page with several comments on it. Fires `left` and `back` when cards have gone or come back, and
 * `waiting` ({waiting, number}) with what the server knows.
 */
export class Deciding extends EventTarget {
  /** @type {Given[]} */
  #given = [];

  /** @param {import("./outbox.js").Outbox} outbox */
  constructor(outbox) {
    super();
    this.outbox = outbox;
    document.addEventListener("submit", (event) => this.#submitted(event));
    onUndo(() => void this.undo());
    outbox.addEventListener("held", (event) => this.#held(detailOf(event)));
    outbox.addEventListener("refused", (event) => void this.#refused(detailOf(event)));
    showTrouble(outbox);
  }

  /** The comments of the last seconds, which are still to be had back. */
  get comments() {
    return this.#given.flatMap((given) => given.gone.map(({ card }) => commentOf(card)));
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const button = event.submitter;
    if (form.matches("#several")) {
      event.preventDefault();
      if (button instanceof HTMLButtonElement) void this.#decideSeveral(form, button);
      return;
    }
    const card = form.closest(`${LIST} ${CARD}`);
    if (!(card instanceof HTMLElement)) return;
    if (form.matches(".noting form")) void this.#note(form);
    else if (!form.matches(".ruling")) return;
    else if (button instanceof HTMLButtonElement) this.#decide(card, form, button);
    event.preventDefault();
  }

  /**
   * @param {HTMLElement} card
   * @param {HTMLFormElement} form
   * @param {HTMLButtonElement} button
   */
  #decide(card, form, button) {
    if (button.value === "reject" && !isReady(card, form)) return;
    const comment = commentOf(card);
    const fields = fieldsOf(form, button);
    const next = neighbour(card);
    this.#given.push({ gone: [takeOff(card)], told: "", until: 0, undoFields: [] });
    this.#say("left");
    if (!find("#work", HTMLElement)) moveTo(next);
    this.outbox.add({ comment, where: form.action, fields });
  }

  /**
   * Several at once go when the server has them: some may be refused.
   *
   * @param {HTMLFormElement} form
   * @param {HTMLButtonElement} button
   */
  async #decideSeveral(form, button) {
    const answer = await this.#sent(form.action, fieldsOf(form, button));
    if (!answer) return;
    for (const { comment, message } of answer.refused) withCard(comment, (card) => complain(card, message));
    /** @type {{ comment: string, seconds: number, undo: string | null }[]} */
    const held = answer.held;
    /** @type {Given} */
    const given = { gone: [], told: answer.told, until: 0, undoFields: [] };
    for (const { comment } of held) withCard(comment, (card) => given.gone.push(takeOff(card)));
    form.reset();
    this.#say("left");
    moveTo(cards()[0]);
    if (!held[0]?.undo) return tell(answer.told);
    given.undo = form.dataset.undo;
    given.undoFields = held.map(({ comment }) => ["comment", comment]);
    this.#given.push(given);
    this.#standFor(given, Math.min(...held.map(({ seconds }) => seconds)) * 1000);
    this.#say("waiting", { waiting: answer.waiting, number: held.length });
  }

  /** @param {HTMLFormElement} form */
  async #note(form) {
    const answer = await this.#sent(form.action, fieldsOf(form));
    if (!answer) return;
    form.reset();
    form.closest("details")?.removeAttribute("open");
    tell(answer.told);
  }

  /** Claim a comment, or give it back. @param {HTMLElement} card */
  async claim(card) {
    const isOurs = Boolean(card.dataset.claimedUntil);
    const answer = await this.#sent(addressOf(card, isOurs ? "release" : "claim"), []);
    if (!answer) return;
    card.dataset.claimedUntil = isOurs ? "" : answer.claimed_until;
    tell(answer.told);
  }

  /** Take the last decision back, however far it has come. */
  async undo() {
    const given = this.#given.pop();
    if (!given) return;
    const [first] = given.gone;
    if (first && this.outbox.withdraw(commentOf(first.card))) return this.#bringBack(given);
    if (!given.undo) return void this.#given.push({ ...given, isUnwanted: true });
    const answer = await this.#sent(given.undo, given.undoFields);
    if (!answer) return this.#show();
    /** @type {string[] | undefined} */
    const undone = answer.undone === true ? undefined : answer.undone;
    given.gone = given.gone.filter(({ card }) => !undone || undone.includes(commentOf(card)));
    this.#bringBack(given);
    this.#say("waiting", { waiting: answer.waiting, number: -given.gone.length });
  }

  /** @param {Given} given */
  #bringBack(given) {
    given.gone.forEach(putBack);
    moveTo(given.gone[0]?.card, "start");
    this.#say("back");
    this.#show();
  }

  /** @param {{ decision: import("./outbox.js").Decision, answer: import("./outbox.js").Answer }} detail */
  #held({ decision, answer }) {
    this.#say("waiting", { waiting: answer.waiting, number: 1 });
    const given = this.#of(decision.comment);
    if (!given) return tell(answer.told ?? "");
    given.told = answer.told ?? "";
    given.undo = answer.undo ?? undefined;
    if (given.isUnwanted && given.undo) {
      this.#given.push(...this.#given.splice(this.#given.indexOf(given), 1));
      return void this.undo();
    }
    if (given.undo && answer.seconds) return this.#standFor(given, answer.seconds * 1000);
    this.#forget(given);
    tell(given.told);
  }

  /**
   * @param {Given} given
   * @param {number} milliseconds For so long it can be taken back.
   */
  #standFor(given, milliseconds) {
    given.until = performance.now() + milliseconds;
    setTimeout(() => {
      this.#forget(given);
      if (milliseconds) this.#goOn();
    }, milliseconds);
    this.#show();
  }

  /** A list that was worked to its end shows what waits next, once nothing of it can be taken back any more. */
  #goOn() {
    if (!this.#given.length && !cards().length && find("#several", HTMLElement)) location.reload();
  }

  /** @param {Given} given It cannot be taken back any more. */
  #forget(given) {
    if (!this.#given.includes(given)) return;
    this.#given.splice(this.#given.indexOf(given), 1);
    for (const { place } of given.gone) place.remove();
    this.#show();
  }

  /**
   * The server said no: the comment comes back, as it stands by now, with the reason. What is read meanwhile stays.
   *
   * @param {{ decision: import("./outbox.js").Decision, error: Refused }} detail
   */
  async #refused({ decision, error }) {
    const given = this.#of(decision.comment);
    const [gone] = given?.gone ?? [];
    if (!given || !gone) return tell(error.message);
    this.#given.splice(this.#given.indexOf(given), 1);
    gone.card = await refreshed(gone.card, decision.where);
    gone.card.hidden = Boolean(find("#work", HTMLElement)) && current() !== null;
    complain(gone.card, error.message);
    putBack(gone);
    this.#say("back");
    tell(error.message);
  }

  /** The latest decision that can be taken back, or none. */
  #show() {
    const given = this.#given.findLast((one) => one.until);
    if (given) tell(given.told, Math.max(0, given.until - performance.now()));
    else hush();
  }

  /**
   * Send what is no decision about one comment: when it fails, that is said, and the page is as before.
   *
   * @param {string} where
   * @param {[string, string][]} fields
   */
  async #sent(where, fields) {
    try {
      return await send(where, fields);
    } catch (error) {
      tell(error instanceof Refused ? error.message : words("failed"));
      return null;
    }
  }

  /** @param {string} comment */
  #of(comment) {
    return this.#given.find((given) => given.gone.some(({ card }) => commentOf(card) === comment));
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  #say(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} [button]
 * @returns {[string, string][]}
 */
function fieldsOf(form, button) {
  return [...new FormData(form, button)].flatMap(([name, value]) =>
    typeof value === "string" && value !== "" ? [/** @type {[string, string]} */ ([name, value])] : [],
  );
}

/**
 * Whether a rejection names what is broken, and whoever sends it sees what; otherwise the way to choose it is opened.
 *
 * @param {HTMLElement} card
 * @param {HTMLFormElement} form
 */
function isReady(card, form) {
  const chosen = find("[name=guideline]:checked", HTMLElement, form);
  if (chosen?.checkVisibility()) return true;
  startRejecting(card);
  if (!chosen) complain(card, words("noGuideline"));
  return false;
}

/** @param {HTMLElement} card @returns {Gone} */
function takeOff(card) {
  const place = document.createComment("");
  card.classList.remove("is-rejecting");
  card.querySelector(":scope > .problem")?.remove();
  card.replaceWith(place);
  return { card, place };
}

/** @param {Gone} gone */
function putBack({ card, place }) {
  if (place.isConnected) place.replaceWith(card);
  else need(LIST, HTMLElement).prepend(card);
}

/**
 * @param {string} comment
 * @param {(card: HTMLElement) => void} act
 */
function withCard(comment, act) {
  const card = find(`${CARD}[data-comment="${comment}"]`, HTMLElement);
  if (card) act(card);
}

/** The card after this one, or else before it. @param {Element} card */
function neighbour(card) {
  const all = cards();
  const place = all.indexOf(card);
  return all[place + 1] ?? all[place - 1];
}

/** @param {Event} event */
function detailOf(event) {
  return event instanceof CustomEvent ? event.detail : undefined;
}
