/** The card that tells an author what became of a comment: the state, the reason, and what can be done now. */

import { button, element, fill, link } from "./dom.js";
import { marked } from "./marks.js";
import { trouble } from "./trouble.js";

// What stands beside the state of a closed card, in letters: enough to know which comment it is.
const EXCERPT = 90;

/** @typedef {import("./types.js").Receipt} Receipt */

/**
 * @typedef {object} Acts What the card's buttons lead to.
 * @property {(receipt: Receipt) => void} onShow
 * @property {(receipt: Receipt) => void} onRewrite
 * @property {(receipt: Receipt) => void} onWithdrawn
 * @property {(receipt: Receipt) => void} onForget
 */

/**
 * @param {import("./types.js").Context} context
 * @param {Receipt} receipt
 * @param {Acts} acts
 * @param {boolean} open
 */
export function outcomeCard(context, receipt, acts, open) {
  const { locale } = context;
  const { title } = locale.strings.states[receipt.state];
  return element(
    "details",
    { class: `outcome ${receipt.state}`, part: `outcome outcome-${receipt.state}`, open },
    element(
      "summary",
      {},
      element("strong", { class: "state" }, title),
      element("span", { class: "excerpt", dir: "auto" }, excerpt(receipt.body)),
    ),
    element("div", { class: "inside" }, ...explanation(context, receipt), actions(context, receipt, acts)),
  );
}

/** @param {string | null} body */
function excerpt(body) {
  const letters = Array.from(body ?? "");
  return letters.length > EXCERPT ? `${letters.slice(0, EXCERPT).join("")}…` : letters.join("");
}

/**
 * @param {import("./types.js").Context} context
 * @param {Receipt} receipt
 * @returns {import("./dom.js").Child[]}
 */
function explanation({ locale }, receipt) {
  const { strings } = locale;
  return [
    happening(strings, receipt),
    receipt.state === "rejected" && element("ul", { class: "broken" }, ...receipt.guidelines.map(brokenGuideline)),
    ownText(strings, receipt),
    decision(locale, receipt),
  ];
}

/**
 * The reason as the service gives it; while nothing is decided, what happens next.
 * @param {import("./types.js").Strings} strings
 * @param {Receipt} receipt
 */
function happening(strings, { state, reason }) {
  const { text } = strings.states[state];
  if (state !== "pending") return element("p", { class: "reason" }, reason || text);
  return element("p", {}, element("strong", {}, `${strings.whatNow}: `), text);
}

/** @param {import("./types.js").BrokenGuideline} guideline */
function brokenGuideline({ title, wording }) {
  return element("li", {}, element("strong", {}, title), element("span", {}, wording));
}

/**
 * @param {import("./types.js").Strings} strings
 * @param {Receipt} receipt
 */
function ownText(strings, { body, state, guidelines }) {
  if (body === null) return null;
  const spans = state === "rejected" ? guidelines.flatMap((guideline) => guideline.spans) : [];
  return element(
    "figure",
    { class: "own-text" },
    element("figcaption", {}, spans.length > 0 ? `${strings.yourText}. ${strings.marked}` : strings.yourText),
    element("blockquote", { class: "body", dir: "auto" }, ...marked(body, spans)),
  );
}

/**
 * @param {import("./locale.js").Locale} locale
 * @param {Receipt} receipt
 */
function decision(locale, { decided_by: who, decided_at: when }) {
  if (!who || !when) return null;
  const date = element("time", { datetime: when }, locale.dateTime(when));
  return element("p", { class: "muted" }, locale.strings.decidedBy[who], " · ", date);
}

/**
 * @param {import("./types.js").Context} context
 * @param {Receipt} receipt
 * @param {Acts} acts
 */
function actions(context, receipt, acts) {
  const { strings } = context.locale;
  const { state } = receipt;
  const row = element("div", { class: "actions" });
  const usual = () => [
    state === "approved" && button(strings.seeIt, () => acts.onShow(receipt)),
    state === "rejected" && button(strings.rewrite, () => acts.onRewrite(receipt)),
    link(strings.receipt, receipt.links.page),
    (state === "approved" || state === "pending") && button(strings.withdraw, () => ask()),
    button(strings.forget, () => acts.onForget(receipt)),
  ];
  const ask = () => {
    const keep = button(strings.withdrawNo, () => fill(row, ...usual()));
    fill(row, element("span", {}, strings.withdrawAsk), button(strings.withdrawYes, withdraw), keep);
    keep.focus();
  };
  const withdraw = async () => {
    try {
      acts.onWithdrawn(await context.api.withdraw(receipt.receipt));
    } catch (problem) {
      fill(row, trouble(context.locale, problem, { retry: () => void withdraw() }), ...usual());
    }
  };
  fill(row, ...usual());
  return row;
}
