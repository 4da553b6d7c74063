/** The site's guidelines beside the box, before anything is written. */

import { element, link } from "../common/dom.js";

// Beside the form there is room for the list from here on (CSS pixels); below that it waits to be opened.
const ROOMY = 720;

/**
 * @param {import("../common/locale.js").Locale} locale
 * @param {import("../types.js").Guidelines} guidelines
 * @param {number} width Of the whole section.
 */
export function guidelinesBox(locale, guidelines, width) {
  const { strings } = locale;
  const page = `/guidelines/${encodeURIComponent(guidelines.site)}/?lang=${strings.language}`;
  return element(
    "details",
    {
      class: "guidelines",
      part: "guidelines",
      open: width >= ROOMY,
      lang: guidelines.language,
      dir: guidelines.direction,
    },
    element("summary", {}, strings.guidelines),
    element("p", { class: "introduction" }, guidelines.introduction),
    element("div", { class: "rules" }, ...guidelines.guidelines.map(rule)),
    element("p", {}, link(strings.allGuidelines, page)),
  );
}

/** @param {import("../types.js").Guideline} guideline */
function rule({ title, wording }) {
  return element("details", { class: "rule" }, element("summary", {}, title), element("p", {}, wording));
}
