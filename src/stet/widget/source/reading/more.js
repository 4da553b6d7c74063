/** The button to a comment's less-used actions. What they do is loaded when somebody wants them. */

import { element, icon } from "../common/dom.js";
import { part, trouble } from "../common/trouble.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";

/**
 * @typedef {object} Subject What the actions are about.
 * @property {import("../types.js").Comment} comment
 * @property {string} address Where a link to it leads.
 * @property {boolean} own Whether this reader wrote it.
 * @property {() => void} onHide
 */

/**
 * @param {import("../types.js").Context} context
 * @param {Subject} subject
 */
export function moreButton(context, subject) {
  const label = context.locale.about(context.locale.strings.menu, subject.comment.author?.name ?? "");
  const made = element(
    "button",
    { type: "button", class: "quiet more", part: "button", "aria-expanded": "false", "aria-label": label },
    icon(DOTS),
  );
  const open = async () => {
    made.closest("article")?.querySelector(":scope > .notice")?.remove();
    try {
      const { toggleMenu } = await part(import("./menu.js"));
      toggleMenu(context, subject, made);
    } catch (problem) {
      made.parentElement?.after(trouble(context.locale, problem, { retry: () => void open() }));
    }
  };
  made.addEventListener("click", () => void open());
  made.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && made.getAttribute("aria-expanded") === "true") void open();
  });
  return made;
}
