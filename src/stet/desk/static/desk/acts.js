/** What can be done with the comment before one, each by its name: keys and the palette do the same. */

import { current, move } from "./cards.js";
import { guidelinesOf, startRejecting } from "./rejecting.js";
import { address, find } from "./page.js";

/**
 * @typedef {object} Desk The parts of this page that acts are done with.
 * @property {import("./deciding.js").Deciding} deciding
 * @property {import("./work.js").Deck | null} deck
 * @property {() => void} help
 * @property {() => void} palette
 */

/**
 * What each act does; whether there was anything to do it with.
 *
 * @param {Desk} desk
 * @returns {Record<string, () => boolean>}
 */
export function actsOf(desk) {
  const go = (/** @type {number} */ step) => {
    if (desk.deck) void desk.deck.move(step);
    else move(step);
    return true;
  };
  return {
    approve: () => press(".ruling [name=outcome][value=approve]"),
    reject: () => onCard(startRejecting),
    undo: () => {
      void desk.deciding.undo();
      return true;
    },
    next: () => go(1),
    previous: () => go(-1),
    second: () => write(".second form"),
    note: () => write(".noting form"),
    explain: () => write("textarea[name=explanation]"),
    pick: () => press(".picking button", document),
    unmask: () => onCard(unmask),
    claim: () => onCard((card) => void desk.deciding.claim(card)),
    choose: () => press(".choosing input"),
    open: () => press("header .tags a"),
    search: () => search(),
    help: () => {
      desk.help();
      return true;
    },
    palette: () => {
      desk.palette();
      return true;
    },
  };
}

/** Reject the comment for what is ticked, as the button does. */
export function confirmRejection() {
  press(".ruling [name=outcome][value=reject]");
}

/** @param {number} place 1 for the policy's first guideline. */
export function toggleGuideline(place) {
  const card = current();
  const box = card && guidelinesOf(card)[place - 1];
  if (!box) return;
  box.checked = !box.checked;
  box.focus();
}

/** @param {(card: HTMLElement) => void} act */
function onCard(act) {
  const card = current();
  if (card) act(card);
  return card !== null;
}

/**
 * @param {string} selector
 * @param {ParentNode | null} [root]
 */
function press(selector, root = current()) {
  const control = root && find(selector, HTMLElement, root);
  control?.click();
  return Boolean(control);
}

/** Bring somebody to the field in which something is written, however it is folded away. @param {string} selector */
function write(selector) {
  const card = current();
  const place = card && find(selector, HTMLElement, card);
  const field = place && (place.matches("textarea") ? place : find("textarea, button", HTMLElement, place));
  for (let fold = field?.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
  field?.focus();
  return Boolean(field);
}

/** @param {HTMLElement} card */
function unmask(card) {
  const masked = [...card.querySelectorAll("details.unmask")];
  const isMasked = masked.some((one) => !one.hasAttribute("open"));
  for (const one of masked) one.toggleAttribute("open", isMasked);
}

function search() {
  const field = find("main [type=search]", HTMLInputElement);
  if (field) field.focus();
  else if (address("search")) location.assign(address("search"));
  return true;
}
