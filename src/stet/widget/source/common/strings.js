/** Loads the strings of one language, as a part of its own. */

import languages from "stet:languages";

/** The languages there are. */
export const codes = Object.keys(languages);

/**
 * What is said at first, and what loads the rest.
 * @param {string} code
 * @param {boolean} orEnglish Whether English may speak where the language's part cannot be had.
 * @returns {Promise<{strings: import("../types.js").Strings, rest: () => Promise<Partial<import("../types.js").Strings>>}>}
 */
export async function loadStrings(code, orEnglish) {
  const parts = languages[code];
  if (!parts) return loadStrings("en", false);
  try {
    const [first, rest] = parts;
    return { strings: (await first()).default, rest: async () => (await rest()).default };
  } catch (problem) {
    if (orEnglish && code !== "en") return loadStrings("en", false);
    throw problem;
  }
}
