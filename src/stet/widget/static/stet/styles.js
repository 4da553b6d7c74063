/**
 * Loads the style sheet once for all sections of a page. It is constructed rather than linked, so that the publisher's
 * `style-src` need not name the comment service: `connect-src`, which the API needs anyway, is enough.
 */

/** @type {Promise<CSSStyleSheet> | null} */
let sheet = null;

/** @returns {Promise<CSSStyleSheet>} Empty when it cannot be loaded: the comments are readable without it. */
export function styles() {
  sheet ??= load();
  return sheet;
}

async function load() {
  const made = new CSSStyleSheet();
  try {
    const response = await fetch(new URL("./stet-comments.css", import.meta.url), { credentials: "omit" });
    if (response.ok) await made.replace(await response.text());
  } catch {
    sheet = null;
  }
  return made;
}
