/** Erasing one's data for good, in two steps: what goes and what stays is said before. */

import { button, element, fill, focusOn } from "../common/dom.js";
import { trouble } from "../common/trouble.js";

/** @typedef {import("../types.js").Receipt} Receipt */
/** @typedef {import("../types.js").Context} Context */

/**
 * @param {Context} context
 * @param {Receipt} receipt
 * @param {import("./outcome.js").Acts} acts
 * @param {HTMLElement} row Where it is asked once more.
 * @param {() => void} back
 */
export function eraseWay(context, receipt, acts, row, back) {
  const act = async () => acts.onChanged(await context.api.act(receipt.receipt, "/erase"));
  const { open, text } = context.locale.strings.erase;
  return button(open, () => askTwice(context, text, act, row, back));
}

/**
 * Everything of a signed-in reader's.
 * @param {Context} context
 * @param {HTMLElement} row
 * @param {() => void} back
 * @param {() => void} onErased
 */
export function eraseAll(context, row, back, onErased) {
  const act = async () => {
    await context.api.send("/mine/erase", context.api.where.site ? { site: context.api.where.site } : {});
    onErased();
  };
  askTwice(context, context.locale.strings.erase.allText, act, row, back);
}

/**
 * Everything that is kept of a signed-in reader's comments, as a file.
 * @param {Context} context
 * @param {HTMLElement} row
 * @param {() => void} back
 */
export async function downloadAll(context, row, back) {
  try {
    const data = await context.api.read("/mine/data");
    const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
    element("a", { href: address, download: "stet-data.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address));
  } catch (problem) {
    const again = () => void downloadAll(context, row, back);
    fill(row, trouble(context.locale, problem, { retry: again }), button(context.locale.strings.cancel, back));
  }
}

/**
 * @param {Context} context
 * @param {string} text
 * @param {() => Promise<void>} act
 * @param {HTMLElement} row
 * @param {() => void} back
 */
function askTwice(context, text, act, row, back) {
  const { strings } = context.locale;
  const explained = element("p", { class: "asked" }, text);
  const attempt = async () => {
    try {
      await act();
    } catch (problem) {
      fill(row, trouble(context.locale, problem, { retry: () => void attempt() }), button(strings.withdrawNo, back));
    }
  };
  fill(
    row,
    explained,
    button(strings.erase.yes, () => void attempt()),
    button(strings.withdrawNo, back),
  );
  focusOn(explained);
}
