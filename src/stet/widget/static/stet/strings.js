/** Finds the strings of the reader's language; only that language's module is loaded. */

/** @type {Record<string, () => Promise<{default: import("./types.js").Strings}>>} */
const MODULES = {
  en: () => import("./strings/en.js"),
  ckb: () => import("./strings/ckb.js"),
  kmr: () => import("./strings/kmr.js"),
  ar: () => import("./strings/ar.js"),
  tr: () => import("./strings/tr.js"),
  fa: () => import("./strings/fa.js"),
};

/** Kurdish without further detail is Kurmanji, in browsers as in ISO practice. @type {Record<string, string>} */
const ALIASES = { ku: "kmr" };

/**
 * The strings for the first of the wanted languages that we have, or English.
 * @param {readonly string[]} wanted Such as `["ar-IQ", "en"]`.
 */
export async function loadStrings(wanted) {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split(/[-_]/)[0] ?? "";
    const load = MODULES[ALIASES[primary] ?? primary];
    if (load) return (await load()).default;
  }
  return (await import("./strings/en.js")).default;
}
