/**
 * Fills in how many comments there are, on a page that lists articles: in `<stet-count article="…">`, and in any element
 * with `data-stet-count="…"`. What stands in it stays where the count cannot be had. See docs/embedding.md.
 */

import counts from "stet:counts";
import { askCounts } from "./counting.js";
import { chooseLanguage } from "../common/language.js";
import { Numbers } from "../common/numbers.js";

const SERVICE = new URL("/api/v1", import.meta.url).href;
const MARKED = "[data-stet-count], [data-stet-count-url]";

/** @type {Set<HTMLElement>} Those to be asked about together. */
const waiting = new Set();

class StetCount extends HTMLElement {
  static observedAttributes = ["article", "url", "site"];

  connectedCallback() {
    wait([this]);
  }

  attributeChangedCallback() {
    if (this.isConnected) wait([this]);
  }
}

/**
 * Fills in the marked elements that came after the page was read.
 * @param {ParentNode} [within]
 */
export function countAll(within = document) {
  wait(/** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(MARKED)));
}

/** @param {Iterable<HTMLElement>} elements */
function wait(elements) {
  // A page, or a framework, makes its elements one after the other: they are asked about together once it is done.
  if (waiting.size === 0) setTimeout(() => void fillWaiting());
  for (const one of elements) waiting.add(one);
}

async function fillWaiting() {
  const all = [...waiting];
  waiting.clear();
  const sites = new Set(all.map(siteOf));
  await Promise.all([...sites].map((site) => fillSite(site, all)));
}

/**
 * @param {string | null} site
 * @param {HTMLElement[]} all
 */
async function fillSite(site, all) {
  const elements = all.filter((one) => siteOf(one) === site);
  const count = await askCounts(SERVICE, site, elements.map(named));
  for (const one of elements) {
    const n = count(named(one));
    if (n !== undefined) show(one, n);
  }
}

/** @param {HTMLElement} element */
function siteOf(element) {
  return element.getAttribute("site") ?? element.dataset.stetSite ?? null;
}

/** @param {HTMLElement} element */
function named(element) {
  const { stetCount, stetCountUrl } = element.dataset;
  const url = element.getAttribute("url") ?? stetCountUrl ?? null;
  return {
    article: element.getAttribute("article") ?? stetCount ?? null,
    url: url && new URL(url, document.baseURI).href,
  };
}

/**
 * @param {HTMLElement} element
 * @param {number} n
 */
function show(element, n) {
  const language = chooseLanguage(element, Object.keys(counts));
  const said = counts[language];
  if (!said) return;
  const numbers = new Numbers(said);
  element.textContent = element.hasAttribute("data-number") ? numbers.number(n) : numbers.count(said.count, n);
  // Lets a site's own style sheet leave out the articles that nobody has written under.
  element.dataset.count = String(n);
}

if (!customElements.get("stet-count")) customElements.define("stet-count", StetCount);
countAll();
// As an async script this may have run before the page was read.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => countAll());
