/** Behind "More" on the card of one's own comment: the proof, the private link, and taking it back. */

import { button, element, fill, link } from "../common/dom.js";
import { eraseWay } from "./forget.js";
import { trouble } from "../common/trouble.js";

/** @typedef {import("../types.js").Receipt} Receipt */
/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./outcome.js").Acts} Acts */

/**
 * @param {Context} context
 * @param {Receipt} receipt
 * @param {Acts} acts
 */
export function restOf(context, receipt, acts) {
  return [
    decision(context.locale, receipt),
    receipt.body !== null && seal(context.locale.strings, receipt),
    receipt.state !== "erased" && privateLink(context, receipt),
    backing(context, receipt, acts),
  ];
}

/**
 * @param {import("../common/locale.js").Locale} locale
 * @param {Receipt} receipt
 */
function decision(locale, { decided_by: who, decided_at: when }) {
  if (!who || !when) return null;
  const date = element("time", { datetime: when }, locale.dateTime(when));
  return element("p", { class: "muted" }, locale.strings.decidedBy[who], " – ", date);
}

/**
 * @param {import("../types.js").Strings} strings
 * @param {Receipt} receipt
 */
function seal({ sealed, receipt }, { links }) {
  return element(
    "div",
    { class: "group" },
    element("h4", {}, sealed.title),
    element("p", {}, sealed.text),
    element(
      "p",
      { class: "actions" },
      link(receipt, links.page),
      link(sealed.data, links.data),
      link(sealed.check, links.verify),
    ),
  );
}

/**
 * @param {Context} context
 * @param {Receipt} receipt
 */
function privateLink({ locale, announce }, { receipt, links }) {
  const { keepLink, copyLink, copied } = locale.strings;
  const address = element("input", { id: `link-${receipt}`, readonly: true, dir: "ltr", value: links.page });
  const copy = button(copyLink, () => {
    address.select();
    // Where the clipboard is closed to scripts, the address is at least selected.
    void navigator.clipboard?.writeText(links.page).then(
      () => {
        copy.textContent = copied;
        announce(copied);
      },
      () => null,
    );
  });
  return element(
    "div",
    { class: "group" },
    element("h4", {}, element("label", { for: address.id }, keepLink.title)),
    element("p", {}, keepLink.text),
    element("p", { class: "copying" }, address, copy),
  );
}

/**
 * Withdrawing, erasing, hearing no more by e-mail, and hiding the card.
 * @param {Context} context
 * @param {Receipt} receipt
 * @param {Acts} acts
 */
function backing(context, receipt, acts) {
  const { strings } = context.locale;
  const { state, follow } = receipt;
  const row = element("div", { class: "actions" });
  const usual = () => [
    (state === "approved" || state === "pending") && button(strings.withdraw, ask),
    (follow.decision || follow.replies) && button(strings.follow.stop, () => void stop()),
    state !== "erased" && eraseWay(context, receipt, acts, row, () => fill(row, ...usual())),
    button(strings.forget, () => acts.onForget(receipt)),
  ];
  const ask = () => {
    const keep = button(strings.withdrawNo, () => fill(row, ...usual()));
    fill(
      row,
      element("span", {}, strings.withdrawAsk),
      button(strings.withdrawYes, () => void withdraw()),
      keep,
    );
    keep.focus();
  };
  /** @param {() => Promise<Receipt>} act */
  const attempt = async (act) => {
    try {
      acts.onChanged(await act());
    } catch (problem) {
      fill(row, trouble(context.locale, problem, { retry: () => void attempt(act) }), ...usual());
    }
  };
  const withdraw = () => attempt(() => context.api.withdraw(receipt.receipt));
  const stop = () =>
    attempt(async () => {
      await context.api.act(receipt.receipt, "/follow", {}, "DELETE");
      return { ...receipt, follow: { ...follow, decision: false, replies: false, confirmed: false } };
    });
  fill(row, ...usual());
  return row;
}
