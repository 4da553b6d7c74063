/** A small form on the card of one's own comment: what it asks, the way forward, the way back, and what went wrong. */

import { button, element, fill } from "../common/dom.js";
import { asApiError, trouble } from "../common/trouble.js";

/**
 * @typedef {object} Asked
 * @property {import("../common/dom.js").Child[]} fields
 * @property {HTMLInputElement | HTMLTextAreaElement} input What has to be mended when something in it is not right.
 * @property {string} label Of the button that sends.
 * @property {() => Promise<void>} send
 * @property {() => void} close
 */

/**
 * @param {import("../types.js").Context} context
 * @param {Asked} asked
 */
export function cardForm({ locale }, { fields, input, label, send, close }) {
  const problemAt = element("div");
  const go = element("button", { class: "send", part: "button send" }, label);
  const back = button(locale.strings.cancel, close);
  const form = element(
    "form",
    { class: "form", part: "form", novalidate: true },
    ...fields,
    problemAt,
    element("p", { class: "actions" }, go, back),
  );

  /** @param {unknown} problem */
  const fail = (problem) => {
    const { field } = asApiError(problem);
    const ways = { retry: () => void submit(), copy: () => void navigator.clipboard?.writeText(input.value) };
    fill(problemAt, trouble(locale, problem, ways, input.value !== "" && !field));
    if (field) input.focus();
  };
  const submit = async () => {
    if (go.hasAttribute("aria-disabled")) return;
    fill(problemAt);
    // Disabling would drop the focus.
    go.setAttribute("aria-disabled", "true");
    await send().catch(fail);
    go.removeAttribute("aria-disabled");
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  return form;
}
