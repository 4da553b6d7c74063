/** The desk's scripts, put together. Every page of the desk works without them. */

import { actsOf } from "./acts.js";
import { Deciding } from "./deciding.js";
import { listenForKeys } from "./keys.js";
import { Live } from "./live.js";
import { Outbox } from "./outbox.js";
import { find, need } from "./page.js";
import { palette } from "./palette.js";
import { writeOutReasons } from "./rejecting.js";
import { several } from "./several.js";
import { Deck } from "./work.js";

const outbox = new Outbox();
const deciding = new Deciding(outbox);
const root = find("#work", HTMLElement);
const deck = root && new Deck(root, deciding);
const live = new Live();
const chosen = find("#several", HTMLFormElement);
const recount = chosen && several(chosen);
const keys = need("#keys", HTMLDialogElement);
/** @type {import("./acts.js").Desk} */
const desk = { deciding, deck, help: () => keys.showModal(), palette: () => open() };
const acts = actsOf(desk);
const open = palette(acts);

listenForKeys(acts);
live.addEventListener("change", () => deck?.wake());
deciding.addEventListener("waiting", (event) => event instanceof CustomEvent && live.decided(event.detail));
writeOutReasons();
for (const moved of ["left", "back"]) deciding.addEventListener(moved, () => recount?.());
outbox.hurry();

openers(".palette-opener", () => open());
openers(".palette-item", () => open());
openers(".keys-opener", () => desk.help());
foldMenus();
if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("kbd")) key.textContent = (key.textContent ?? "").replace(/^Ctrl/, "⌘");
}

/**
 * Show what only works with scripts.
 *
 * @param {string} selector
 * @param {() => void} act
 */
function openers(selector, act) {
  const opener = need(selector, HTMLElement);
  opener.hidden = false;
  opener.addEventListener("click", act);
}

/** A menu folds up when another is opened, on Escape, and on a click beside it. */
function foldMenus() {
  const menus = [...document.querySelectorAll("details.menu")].filter((menu) => menu instanceof HTMLDetailsElement);
  addEventListener("click", (event) => {
    for (const menu of menus) if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
  });
  addEventListener("keydown", (event) => {
    const menu = menus.find((one) => one.open);
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
