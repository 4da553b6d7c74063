/** Everything by its name: rooms, what can be done with the comment before one, and the search. */

import { current } from "./cards.js";
import { address, need, words } from "./page.js";

/**
 * @typedef {object} Entry
 * @property {string} title
 * @property {string} keys
 * @property {() => void} choose
 */

const dialog = need("#palette", HTMLDialogElement);
const field = need("input", HTMLInputElement, dialog);
const list = need("ul", HTMLUListElement, dialog);

/** @param {Record<string, () => boolean>} acts @returns {() => void} What opens it. */
export function palette(acts) {
  /** @type {Entry[]} */
  let entries = [];
  /** @type {Element | null} */
  let before = null;
  /** @type {HTMLElement | null} */
  let card = null;
  let chosen = 0;

  const draw = () => {
    const found = matching(entries, field.value);
    chosen = Math.max(0, Math.min(chosen, found.length - 1));
    list.replaceChildren(
      ...(found.length ? found.map((entry, place) => row(entry, place === chosen, close)) : [nothing()]),
    );
    field.setAttribute("aria-activedescendant", found.length ? `palette-${chosen}` : "");
    list.querySelectorAll("li").forEach((one, place) => (one.id = `palette-${place}`));
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  };
  /** @param {Entry} entry What is done once the dialog is out of the way. */
  const close = (entry) => {
    dialog.close();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    card?.classList.add("is-current");
    entry.choose();
  };
  field.addEventListener("input", () => {
    chosen = 0;
    draw();
  });
  field.addEventListener("keydown", (event) => {
    const found = matching(entries, field.value);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) chosen = (chosen + step + found.length) % found.length;
    const entry = found[chosen];
    if (event.key === "Enter" && entry) close(entry);
    else if (step) draw();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return () => {
    if (dialog.open) return dialog.close();
    before = document.activeElement;
    card = current();
    entries = [...actions(acts), ...places()];
    field.value = "";
    chosen = 0;
    draw();
    dialog.showModal();
    field.focus();
  };
}

/** @param {Record<string, () => boolean>} acts */
function actions(acts) {
  const rows = [...document.querySelectorAll("#keys [data-act]")];
  return rows.flatMap((row) => {
    const name = row instanceof HTMLElement ? (row.dataset.act ?? "") : "";
    const act = acts[name];
    if (!act || name === "palette" || (!current() && !["help", "search", "undo"].includes(name))) return [];
    const keys = [...row.querySelectorAll("kbd")].map((one) => one.textContent ?? "").join(" ");
    return [{ title: row.querySelector("dd")?.firstChild?.textContent?.trim() ?? "", keys, choose: () => void act() }];
  });
}

/** @returns {Entry[]} */
function places() {
  const links = [...document.querySelectorAll(".masthead .rooms a, .masthead .menus a:not([hreflang])")];
  return links.flatMap((link) => {
    if (!(link instanceof HTMLAnchorElement)) return [];
    return [{ title: link.firstChild?.textContent?.trim() ?? "", keys: "", choose: () => location.assign(link.href) }];
  });
}

/**
 * Those whose titles hold every word that was typed, first those that begin with it, and a search for the words.
 *
 * @param {Entry[]} entries
 * @param {string} typed
 */
function matching(entries, typed) {
  const asked = folded(typed).split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => asked.every((word) => folded(entry.title).includes(word)));
  const begins = (/** @type {Entry} */ entry) => Number(folded(entry.title).startsWith(asked[0] ?? ""));
  found.sort((one, other) => begins(other) - begins(one));
  return asked.length && address("search") ? [...found, search(typed.trim())] : found;
}

/** @param {string} typed @returns {Entry} */
function search(typed) {
  const where = new URL(address("search"), location.href);
  where.searchParams.set("q", typed);
  return { title: words("find", { words: `\u2068${typed}\u2069` }), keys: "/", choose: () => location.assign(where) };
}

/** @param {string} text */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(document.documentElement.lang);
}

/**
 * @param {Entry} entry
 * @param {boolean} isChosen
 * @param {(entry: Entry) => void} choose
 */
function row(entry, isChosen, choose) {
  const item = document.createElement("li");
  item.role = "option";
  item.ariaSelected = String(isChosen);
  item.append(Object.assign(document.createElement("span"), { textContent: entry.title }));
  if (entry.keys) item.append(Object.assign(document.createElement("kbd"), { textContent: entry.keys }));
  item.addEventListener("click", () => choose(entry));
  return item;
}

function nothing() {
  const item = document.createElement("li");
  item.role = "option";
  item.ariaDisabled = "true";
  item.textContent = words("nothing");
  return item;
}
