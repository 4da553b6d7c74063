/** Deciding about several comments at once: how many are chosen, and what can be done with them. */

import { need, words } from "./page.js";

const CHOICE = ".choosing input";

/** @param {HTMLFormElement} form The one that the boxes on the cards belong to. */
export function several(form) {
  const number = need("[data-chosen]", HTMLElement, form);
  const boxes = () => [...document.querySelectorAll(CHOICE)].filter((box) => box instanceof HTMLInputElement);
  const count = () => {
    const chosen = boxes().filter((box) => box.checked && box.isConnected);
    form.hidden = chosen.length === 0;
    number.textContent = words("chosen", { n: chosen.length });
    for (const box of boxes()) box.closest(".card")?.classList.toggle("is-chosen", box.checked);
  };
  document.addEventListener(
    "change",
    (event) => event.target instanceof Element && event.target.matches(CHOICE) && count(),
  );
  const choose = (/** @type {boolean} */ isChosen) => () => {
    for (const box of boxes()) box.checked = isChosen;
    count();
  };
  need(".choose-none", HTMLButtonElement, form).addEventListener("click", choose(false));
  need(".choose-all", HTMLButtonElement, form).addEventListener("click", choose(true));
  form.classList.add("is-bar");
  for (const button of form.querySelectorAll("button.link")) button.removeAttribute("hidden");
  count();
  return count;
}
