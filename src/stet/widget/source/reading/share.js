/** Passing a comment's address on. */

import { button, element } from "../common/dom.js";
import { emit } from "../common/events.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./more.js").Subject} Subject */

/**
 * What the device offers for sharing; null where it offers nothing.
 * @param {Context} context
 * @param {Subject} subject
 */
export function shareButton(context, { address, comment }) {
  if (!navigator.share) return null;
  return button(context.locale.strings.share, () => {
    // Closing the device's own sheet is no failure of ours.
    const told = () => emit(context, "stet:share", { id: comment.id });
    navigator.share({ url: address }).then(told, () => {});
  });
}

/**
 * @param {Context} context
 * @param {Subject} subject
 */
export function copyButton(context, { address, comment }) {
  const { strings } = context.locale;
  const copied = () => {
    made.textContent = strings.linkCopied;
    context.announce(strings.linkCopied);
    emit(context, "stet:share", { id: comment.id });
  };
  /** @type {HTMLButtonElement} */
  const made = button(strings.copyLink, () => {
    // Pages that are not https have no clipboard, and a host's policy may forbid it: then the address itself is shown.
    const copying = navigator.clipboard?.writeText(address) ?? Promise.reject();
    copying.then(copied, () => showAddress(made, address, strings.copyLink));
  });
  return made;
}

/**
 * @param {HTMLButtonElement} pressed
 * @param {string} address
 * @param {string} label
 */
function showAddress(pressed, address, label) {
  const field = element("input", { class: "address", readonly: true, dir: "ltr", "aria-label": label });
  field.value = address;
  pressed.replaceWith(field);
  field.select();
}
