/** One key for each act, on whatever keyboard: letters are found by their place where the layout has others. */

import { CARD } from "./cards.js";
import { confirmRejection, toggleGuideline } from "./acts.js";
import { find, need } from "./page.js";
import { stopRejecting } from "./rejecting.js";

/** @type {Record<string, string>} */
const ACTS = {
  a: "approve",
  r: "reject",
  u: "undo",
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  s: "second",
  n: "note",
  e: "explain",
  p: "pick",
  m: "unmask",
  c: "claim",
  x: "choose",
  o: "open",
  "/": "search",
  "?": "help",
};

// The row of digits, and the two keys after it: twelve guidelines without a second hand.
const NUMBERS = [
  "Digit1",
  "Digit2",
  "Digit3",
  "Digit4",
  "Digit5",
  "Digit6",
  "Digit7",
  "Digit8",
  "Digit9",
  "Digit0",
  "Minus",
  "Equal",
];
const SWITCH = "stet:keys-off";

/** @param {Record<string, () => boolean>} acts */
export function listenForKeys(acts) {
  const dialog = need("#keys", HTMLDialogElement);
  keepSwitch(need("#keys-on", HTMLInputElement, dialog));
  addEventListener("keydown", (event) => {
    const isWanted = wanted(event, acts);
    if (isWanted) event.preventDefault();
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {Record<string, () => boolean>} acts
 */
function wanted(event, acts) {
  if (event.isComposing || event.altKey) return false;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && letterOf(event) === "k") return Boolean(acts.palette?.());
  const rejecting = rejectingCard();
  if (rejecting && answered(event, rejecting, isCommand)) return true;
  if (isCommand || isTyping(event.target) || isOff() || find("dialog[open]", HTMLDialogElement)) return false;
  // Arrows move what has the focus: choices, menus, anything that scrolls.
  if (event.key.startsWith("Arrow") && event.target !== document.body && !isCard(event.target)) return false;
  const act = acts[ACTS[letterOf(event)] ?? ""];
  return Boolean(act?.());
}

/**
 * What keys mean while somebody chooses what a comment breaks.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} card
 * @param {boolean} isCommand
 */
function answered(event, card, isCommand) {
  const isWriting = isTyping(event.target);
  if (event.key === "Escape") {
    stopRejecting(card);
    return true;
  }
  if (event.key === "Enter" && (isCommand || (!isWriting && !isControl(event.target)))) {
    confirmRejection();
    return true;
  }
  const number = NUMBERS.indexOf(event.code.replace("Numpad", "Digit"));
  if (number < 0 || isWriting || isCommand || isOff()) return false;
  toggleGuideline(number + 1);
  return true;
}

function rejectingCard() {
  return find(`${CARD}.is-rejecting:not([hidden])`, HTMLElement);
}

/** @param {EventTarget | null} target A button or link, which Enter presses. */
function isControl(target) {
  return target instanceof Element && target.closest("button, a, summary, select") !== null;
}

/** @param {EventTarget | null} target */
function isCard(target) {
  return target instanceof Element && target.matches(CARD);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** The Latin letter of a key, by its place where the layout writes another script. @param {KeyboardEvent} event */
function letterOf({ key, code }) {
  if (key === "؟") return "?";
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const isOtherScript = key.length === 1 && /\p{L}/u.test(key);
  return isOtherScript && code.startsWith("Key") ? code.slice(3).toLowerCase() : key;
}

function isOff() {
  try {
    return localStorage.getItem(SWITCH) !== null;
  } catch {
    return false;
  }
}

/** @param {HTMLInputElement} box */
function keepSwitch(box) {
  box.checked = !isOff();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(SWITCH);
      else localStorage.setItem(SWITCH, "");
    } catch {
      // A browser that keeps nothing: keys stay as they are.
    }
  });
}
