/** A dialog over the page. The browser keeps the focus inside and closes it with Escape; we give the focus back. */

import { element, icon } from "./dom.js";

const CROSS = "M6 6l12 12M18 6L6 18";

/**
 * @param {import("../types.js").Context} context
 * @param {import("./dom.js").Child[]} title
 * @param {HTMLElement} content
 * @returns {HTMLDialogElement}
 */
export function openDialog(context, title, content) {
  const root = context.host.shadowRoot;
  const before = root?.activeElement;
  const close = element(
    "button",
    { type: "button", class: "quiet close", part: "button", "aria-label": context.locale.strings.close },
    icon(CROSS),
  );
  const made = element(
    "dialog",
    { class: "dialog", part: "dialog", "aria-labelledby": "dialog-title" },
    element("header", {}, element("h3", { id: "dialog-title", tabindex: -1 }, ...title), close),
    content,
  );
  close.addEventListener("click", () => made.close());
  made.addEventListener("close", () => {
    made.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  root?.querySelector(".stet")?.append(made);
  made.showModal();
  return made;
}
