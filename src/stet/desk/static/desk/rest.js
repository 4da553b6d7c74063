/** Says when a break is due, also to somebody whose page is never loaded anew. It stands in nobody's way. */

import { ask, find } from "./page.js";

// Minutes are what it counts in.
const EVERY = 60_000;

const place = find("#rest", HTMLElement);
if (place) setInterval(() => void look(place), EVERY);

/** @param {HTMLElement} place */
async function look(place) {
  if (document.hidden) return;
  // Whatever keeps the server from answering, others on the page say so.
  const answer = await ask(place.dataset.address ?? "", { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer) return;
  const note = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  // What is said already is not said again: a screen reader would speak it every minute.
  if (Boolean(note.firstElementChild) !== Boolean(place.firstElementChild)) place.replaceChildren(...note.childNodes);
}
