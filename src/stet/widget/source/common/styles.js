/**
 * The style sheet, one for all sections of a page. It is constructed rather than linked, so that neither the publisher's
 * `style-src` nor a second request is needed.
 */

import text from "../stet-comments.css";

export const sheet = new CSSStyleSheet();
sheet.replaceSync(text);

/** Adds what is drawn only after a click. @param {string} rest */
export function addStyles(rest) {
  sheet.replaceSync(text + rest);
}
