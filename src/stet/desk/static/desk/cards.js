/** The comments on the page, and the one that keys and the palette act on. */

import { ask, find } from "./page.js";

export const CARD = ".card[data-comment]";

/** Where there are several, and one goes from each to the next. */
export const LIST = ":is(#work, #queue)";

/** Those to be seen, in their order. */
export function cards() {
  return [...document.querySelectorAll(CARD)].filter((card) => card instanceof HTMLElement && !card.hidden);
}

/** @returns {HTMLElement | null} The one with the focus in it, or the one that was moved to last, or the first. */
export function current() {
  const holding = document.activeElement?.closest(CARD);
  if (holding instanceof HTMLElement) return holding;
  const marked = find(`${CARD}.is-current:not([hidden])`, HTMLElement);
  if (marked) return marked;
  const first = cards()[0];
  return first instanceof HTMLElement ? first : null;
}

/**
 * Make a card the one that is acted on, and bring it before the eyes and to the screen reader.
 *
 * @param {Element | null | undefined} card
 * @param {ScrollLogicalPosition} [where]
 */
export function moveTo(card, where = "nearest") {
  if (!(card instanceof HTMLElement)) return;
  for (const other of document.querySelectorAll(".card.is-current")) other.classList.remove("is-current");
  card.classList.add("is-current");
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: where });
}

/** @param {number} step 1 for the next, -1 for the one before. */
export function move(step) {
  const all = cards();
  const here = current();
  const isMarked = here?.classList.contains("is-current");
  const place = here ? all.indexOf(here) : -1;
  moveTo(all[isMarked ? place + step : Math.max(place, 0)], "start");
}

/** The address of something to do about a card's comment, such as `claim`. @param {Element} card @param {string} act */
export function addressOf(card, act) {
  const link = find("header .tags a", HTMLAnchorElement, card);
  return link ? new URL(`${act}/`, new URL(link.pathname, location.href)).href : "";
}

/** @param {Element} card */
export function commentOf(card) {
  return card instanceof HTMLElement ? (card.dataset.comment ?? "") : "";
}

/**
 * The card as the server shows it now; what was typed on it stays.
 *
 * @param {HTMLElement} card
 * @param {string} where The address of the comment's own page.
 */
export async function refreshed(card, where) {
  const page = await ask(where, { headers: { Accept: "text/html" } }).catch(() => null);
  const shown = page && find(CARD, HTMLElement, new DOMParser().parseFromString(await page.text(), "text/html"));
  if (!shown) return card;
  for (const typed of card.querySelectorAll("textarea")) {
    const field = find(`textarea[name="${typed.name}"]`, HTMLTextAreaElement, shown);
    if (field && typed.value) field.value = typed.value;
  }
  return document.adoptNode(shown);
}

/** The cards that colleagues have at this moment are theirs. @param {Element} card @param {string} note */
export function lockUp(card, note) {
  const line = find(".claimed-by", HTMLElement, card) ?? document.createElement("p");
  line.className = "claimed-by";
  line.textContent = note;
  line.hidden = !note;
  if (!line.isConnected && note) card.prepend(line);
  card.classList.toggle("is-claimed", Boolean(note));
}
