/** The form in which an author asks for e-mail about a comment: on the decision, on answers, or both. */

import { cardForm } from "./card-form.js";
import { element } from "../common/dom.js";

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Receipt} receipt
 * @param {import("./outcome.js").Acts} acts
 * @param {() => void} close
 */
export function followForm(context, receipt, acts, close) {
  const { api, locale } = context;
  const { follow: words } = locale.strings;
  const { receipt: name, state } = receipt;
  const awaited = state !== "approved";
  const address = element("input", { id: `mail-${name}`, type: "email", autocomplete: "email", dir: "ltr" });
  const decision = tick(`decision-${name}`, awaited);
  const replies = tick(`replies-${name}`, !awaited);

  const send = async () => {
    const wishes = { decision: decision.checked, replies: replies.checked };
    const said = { email: address.value.trim(), ...wishes, lang: api.place.language };
    const { follow } = await api.act(name, "/follow", said);
    acts.onChanged({ ...receipt, follow });
  };
  const fields = [
    element("p", { class: "field" }, element("label", { for: address.id }, words.address), address),
    element("div", {}, awaited && ticked(decision, words.decision), ticked(replies, words.replies)),
    element("p", { class: "muted" }, words.note),
  ];
  return cardForm(context, { fields, input: address, label: words.send, send, close });
}

/**
 * @param {string} id
 * @param {boolean} checked
 */
function tick(id, checked) {
  return element("input", { id, type: "checkbox", checked });
}

/**
 * @param {HTMLInputElement} box
 * @param {string} label
 */
function ticked(box, label) {
  return element("p", { class: "tick" }, box, element("label", { for: box.id }, label));
}
