/** Finds the language to speak on a publisher's page. */

/** Kurdish without further detail is Kurmanji, in browsers as in ISO practice. @type {Record<string, string>} */
const ALIASES = { ku: "kmr" };

/**
 * The first of the languages wanted at an element that we have, or English: those of the element or of what it stands
 * in, then those of the browser.
 * @param {Element} place
 * @param {readonly string[]} codes Those that we have.
 */
export function chooseLanguage(place, codes) {
  const near = place.closest("[lang]")?.getAttribute("lang");
  for (const tag of [...(near ? [near] : []), ...navigator.languages]) {
    const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? "";
    const code = ALIASES[primary] ?? primary;
    if (codes.includes(code)) return code;
  }
  return "en";
}
