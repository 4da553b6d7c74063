/** What a page written for Coral finds in its `coral-count` elements. */

import counts from "stet:counts";
import { askCounts } from "../counts/counting.js";
import { chooseLanguage } from "../common/language.js";
import { Numbers } from "../common/numbers.js";

const COUNTED = ".coral-count";

/** The address of the page's story, as Coral finds it: the canonical one, else that of the page without its hash. */
export function storyAddress() {
  const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute("href");
  const url = new URL(canonical ?? location.href, location.href);
  url.hash = "";
  return url.href;
}

/**
 * Fills in every count on the page that was not filled in before.
 * @param {string} root Where the comments come from, such as `https://comments.example`.
 * @param {boolean} [again] Whether those that were are asked about anew.
 */
export async function fillCounts(root, again = false) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(COUNTED));
  const elements = [...all].filter((one) => again || one.dataset.coralRef === undefined);
  for (const one of elements) {
    one.dataset.coralUrl ??= storyAddress();
    one.dataset.coralRef = "stet";
  }
  const count = await askCounts(`${root}/api/v1`, null, elements.map(named));
  for (const one of elements) {
    const n = count(named(one));
    if (n !== undefined) show(one, n);
  }
}

/**
 * Tells the counts of one story that it has changed.
 * @param {{article: string | null, url: string | null}} story
 * @param {number} n
 */
export function showCount(story, n) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(COUNTED))) {
    const { article, url } = named(one);
    if (article ? article === story.article : url === story.url) show(one, n);
  }
}

/** @param {HTMLElement} element */
function named({ dataset }) {
  const { coralId, coralUrl } = dataset;
  return { article: coralId ?? null, url: coralUrl ? new URL(coralUrl, location.href).href : null };
}

/**
 * The number and its noun, in elements called as Coral calls them.
 * @param {HTMLElement} element
 * @param {number} n
 */
function show(element, n) {
  const said = counts[chooseLanguage(element, Object.keys(counts))];
  if (!said) return;
  const numbers = new Numbers(said);
  const number = span("coral-count-number", numbers.number(n));
  // Where a language has a word for "one comment" that holds no number, the word for many goes with the number.
  const form = numbers.count(said.count, n);
  const sentence = form.includes(numbers.number(n)) ? form : said.count.other.replace("{n}", numbers.number(n));
  const noun = span("coral-count-text", sentence.replace(numbers.number(n), "").trim());
  element.replaceChildren(...(element.dataset.coralNotext === "true" ? [number] : [number, " ", noun]));
  element.dataset.coralCount = String(n);
}

/**
 * @param {string} name
 * @param {string} text
 */
function span(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}
