/** The form in which an author says why a rejected comment should be published. */

import { ApiError } from "../common/api.js";
import { cardForm } from "./card-form.js";
import { element } from "../common/dom.js";

// What the service takes, in code points.
const LONGEST = 2000;

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Receipt} receipt
 * @param {import("./outcome.js").Acts} acts
 * @param {() => void} close
 */
export function appealForm(context, { receipt }, acts, close) {
  const { locale, memory, api } = context;
  const { strings } = locale;
  // Kept like a comment under way: an appeal is written with as much care.
  const draft = `appeal:${receipt}`;
  const left = element("span", { id: `left-${receipt}`, class: "hints" });
  const text = element("textarea", { id: `appeal-${receipt}`, rows: 4, dir: "auto", "aria-describedby": left.id });
  const count = () => void (left.textContent = roomIn(locale, text.value));
  text.value = memory.resumeDraft(draft);
  text.addEventListener("input", () => {
    memory.keepDraft(draft, text.value);
    count();
  });
  count();

  const send = async () => {
    check(text.value);
    const now = await api.act(receipt, "/appeal", { statement: text.value });
    memory.forgetDraft(draft);
    acts.onChanged(now);
  };
  const field = element(
    "div",
    { class: "field" },
    element("label", { for: text.id }, strings.appeal.label),
    element("p", { class: "muted" }, strings.appeal.note),
    text,
    left,
  );
  return cardForm(context, { fields: [field], input: text, label: strings.appeal.send, send, close });
}

/** @param {string} statement */
function roomFor(statement) {
  return LONGEST - Array.from(statement).length;
}

/**
 * @param {import("../common/locale.js").Locale} locale
 * @param {string} statement
 */
function roomIn(locale, statement) {
  const room = roomFor(statement);
  return room < 0 ? locale.count(locale.strings.tooMany, -room) : locale.count(locale.strings.left, room);
}

/**
 * What can be said without asking the service.
 * @param {string} statement
 */
function check(statement) {
  if (statement.trim() === "") throw new ApiError("statement_empty", "", "statement");
  if (roomFor(statement) < 0) throw new ApiError("statement_too_long", "", "statement");
}
