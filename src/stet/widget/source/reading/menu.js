/** A comment's less-used actions, under it while they are wanted. */

import { button, element } from "../common/dom.js";
import { part, trouble } from "../common/trouble.js";
import { copyButton, shareButton } from "./share.js";

/**
 * Opens the actions, or closes them where they are open.
 * @param {import("../types.js").Context} context
 * @param {import("./more.js").Subject} subject
 * @param {HTMLButtonElement} trigger
 */
export function toggleMenu(context, subject, trigger) {
  const row = trigger.parentElement;
  const open = row?.parentElement?.querySelector(":scope > .menu");
  trigger.setAttribute("aria-expanded", String(!open));
  if (open) open.remove();
  else row?.after(menu(context, subject, trigger));
}

/**
 * @param {import("../types.js").Context} context
 * @param {import("./more.js").Subject} subject
 * @param {HTMLButtonElement} trigger
 */
function menu(context, subject, trigger) {
  const { locale } = context;
  const { comment, own, onHide } = subject;
  const name = comment.author?.name ?? "";
  const made = element(
    "div",
    { class: "menu", part: "menu", role: "group", "aria-label": locale.about(locale.strings.menu, name) },
    shareButton(context, subject),
    copyButton(context, subject),
    !own && reportButton(context, comment),
    !own && hideButton(locale, name, onHide),
  );
  made.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    toggleMenu(context, subject, trigger);
    trigger.focus();
  });
  return made;
}

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Comment} comment
 */
function reportButton(context, comment) {
  const open = async () => {
    made.parentElement?.querySelector(".notice")?.remove();
    try {
      const { openReport } = await part(import("./report.js"));
      await openReport(context, comment);
    } catch (problem) {
      made.parentElement?.append(trouble(context.locale, problem, { retry: () => void open() }));
    }
  };
  /** @type {HTMLButtonElement} */
  const made = button(context.locale.strings.report, () => void open(), { "aria-haspopup": "dialog" });
  return made;
}

/**
 * @param {import("../common/locale.js").Locale} locale
 * @param {string} name
 * @param {() => void} onHide
 */
function hideButton(locale, name, onHide) {
  const made = button("", onHide);
  made.append(element("span", {}, ...locale.aboutNodes(locale.strings.hide, name)));
  return made;
}
