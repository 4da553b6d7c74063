/** Choosing what a comment breaks: the guidelines by their numbers, a ready reason, and words of one's own. */

import { CARD, addressOf } from "./cards.js";
import { ask, find, need } from "./page.js";

// The row of digits, and the two keys after it: twelve guidelines without a second hand.
const SIGNS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "="];

/** Open what a rejection needs, with the focus where the number keys work. @param {HTMLElement} card */
export function startRejecting(card) {
  const form = find(".ruling", HTMLFormElement, card);
  if (!form) return;
  card.classList.add("is-rejecting");
  for (const details of form.querySelectorAll("fieldset details")) details.setAttribute("open", "");
  const all = guidelinesOf(card);
  all.forEach((box, place) => box.closest("label")?.setAttribute("data-key", SIGNS[place] ?? ""));
  (all.find((one) => one.checked) ?? all[0])?.focus();
}

/** @param {HTMLElement} card */
export function stopRejecting(card) {
  card.classList.remove("is-rejecting");
  card.querySelector(":scope > .problem")?.remove();
  card.focus();
}

/** The guidelines of a card in the policy's order, so that a number means the same one on every card. @param {Element} card */
export function guidelinesOf(card) {
  const all = [...card.querySelectorAll(".ruling input[name=guideline]")].filter(
    (one) => one instanceof HTMLInputElement,
  );
  return all.sort((one, other) => Number(one.dataset.number) - Number(other.dataset.number));
}

/** A ready reason that is chosen is written out, to be read and changed; what somebody wrote themselves stays. */
export function writeOutReasons() {
  document.addEventListener("change", (event) => {
    const select = event.target;
    if (select instanceof Element && select.matches(`${CARD} .ruling [name=guideline]`)) void propose(select);
    if (!(select instanceof HTMLSelectElement && select.matches(`${CARD} .templates`))) return;
    const field = select.form && find("textarea[name=explanation]", HTMLTextAreaElement, select.form);
    const ready = [...select.options].map((option) => option.dataset.text ?? "");
    if (!field || !(field.value === "" || ready.includes(field.value))) return;
    field.value = select.selectedOptions[0]?.dataset.text ?? "";
    field.focus();
  });
}

/** Show the ready reasons for what is ticked now. @param {Element} changed */
async function propose(changed) {
  const card = changed.closest(CARD);
  const select = card && find(".templates", HTMLSelectElement, card);
  if (!select) return;
  const asked = guidelinesOf(card).filter((box) => box.checked);
  const query = new URLSearchParams(asked.map((box) => ["guideline", box.value]));
  const answer = await ask(`${addressOf(card, "reasons")}?${query}`).catch(() => null);
  // Without an answer those that were proposed at first stay.
  if (!answer) return;
  /** @type {{ proposals: { id: string, name: string, text: string, guideline: string }[] }} */
  const { proposals } = await answer.json();
  const chosen = select.value;
  const options = proposals.map(({ id, name, text, guideline }) => {
    const option = new Option(name, id, false, id === chosen);
    Object.assign(option.dataset, { text, guideline });
    return option;
  });
  select.replaceChildren(need("option", HTMLOptionElement, select), ...options);
  need(".ready", HTMLElement, card).hidden = options.length === 0;
}
