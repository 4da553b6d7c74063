/** What is said at the foot of the page: what was just done, with the way back, and what keeps it from being done. */

import { find, need, words } from "./page.js";

// What cannot be undone is read and gone.
const READING_TIME = 6_000;

const told = need("#told", HTMLElement);
const undo = need(".undo", HTMLButtonElement, told);
const sentence = need("p", HTMLElement, told);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let over;

/** @param {() => void} act */
export function onUndo(act) {
  undo.addEventListener("click", act);
}

/**
 * Say what was done. With milliseconds it can be undone for so long, and whoever calls ends it.
 *
 * @param {string} what
 * @param {number} [left]
 */
export function tell(what, left) {
  clearTimeout(over);
  const isUndone = left !== undefined;
  undo.hidden = !isUndone;
  told.hidden = !what;
  if (sentence.textContent !== what) sentence.textContent = what;
  const sand = need(".sand", HTMLElement, told);
  sand.hidden = !isUndone;
  sand.getAnimations().forEach((one) => one.cancel());
  if (isUndone)
    sand.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: left, fill: "forwards" });
  else over = setTimeout(hush, READING_TIME);
}

export function hush() {
  clearTimeout(over);
  told.hidden = true;
}

/** Say what keeps decisions from being sent, and the way forward. @param {import("./outbox.js").Outbox} outbox */
export function showTrouble(outbox) {
  const box = need("#trouble", HTMLElement);
  const number = need("[data-unsent]", HTMLElement, box);
  const count = () => (number.textContent = words("unsent", { n: outbox.comments.length }));
  outbox.addEventListener("trouble", (event) => {
    const what = event instanceof CustomEvent ? event.detail : null;
    for (const part of box.querySelectorAll("[data-when]")) {
      if (part instanceof HTMLElement) part.hidden = part.dataset.when !== what;
    }
    box.hidden = what === null;
    count();
  });
  outbox.addEventListener("change", count);
  need("button", HTMLButtonElement, box).addEventListener("click", () => outbox.hurry());
}

/**
 * Put the reason why nothing was done on top of a card.
 *
 * @param {HTMLElement} card
 * @param {string} why
 */
export function complain(card, why) {
  const problem = find(":scope > .problem", HTMLElement, card) ?? document.createElement("div");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.replaceChildren(Object.assign(document.createElement("p"), { textContent: why }));
  card.prepend(problem);
}
