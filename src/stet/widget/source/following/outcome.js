/** The card that tells an author what became of a comment: the state, the reason, and what can be done now. */

import { button, element, fill } from "../common/dom.js";
import { marked } from "./marks.js";
import { part, trouble } from "../common/trouble.js";

// What stands beside the state of a closed card, in letters: enough to know which comment it is.
const EXCERPT = 90;

/** @typedef {import("../types.js").Receipt} Receipt */
/** @typedef {import("../types.js").Context} Context */

/**
 * @typedef {object} Acts What the card's buttons lead to.
 * @property {(receipt: Receipt) => void} onShow
 * @property {(receipt: Receipt) => void} onRewrite
 * @property {(receipt: Receipt) => void} onChanged Something else is true of it now.
 * @property {(receipt: Receipt) => void} onForget
 */

/**
 * @param {Context} context
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
    element("div", { class: "inside" }, ...explanation(context, receipt), ...ways(context, receipt, acts)),
  );
}

/** @param {string | null} body */
function excerpt(body) {
  const letters = Array.from(body ?? "");
  return letters.length > EXCERPT ? `${letters.slice(0, EXCERPT).join("")}…` : letters.join("");
}

/**
 * @param {Context} context
 * @param {Receipt} receipt
 * @returns {import("../common/dom.js").Child[]}
 */
function explanation({ locale }, receipt) {
  const { strings } = locale;
  return [
    happening(locale, receipt),
    receipt.state === "rejected" && element("ul", { class: "broken" }, ...receipt.guidelines.map(brokenGuideline)),
    receipt.explanation && fromModerator(strings, receipt.explanation),
    receipt.state !== "approved" && ownText(strings, receipt),
    appealNote(locale, receipt),
    followNote(strings, receipt),
  ];
}

/**
 * The reason as the service gives it; while nothing is decided, what happens next and how long it usually takes.
 * @param {import("../common/locale.js").Locale} locale
 * @param {Receipt} receipt
 */
function happening(locale, { state, reason, usual_wait: wait }) {
  const { strings } = locale;
  const { text } = strings.states[state];
  if (state !== "pending") return element("p", { class: "reason" }, reason || text);
  return element("p", {}, element("strong", {}, `${strings.whatNow}: `), `${text} ${usualWait(locale, wait)}`);
}

/**
 * A length of time as people say it, rather too long than too short.
 * @param {import("../common/locale.js").Locale} locale
 * @param {number | null} seconds
 */
function usualWait(locale, seconds) {
  if (seconds === null) return "";
  const { minutes, hours, days } = locale.strings.usualWait;
  if (seconds <= 55 * 60) return locale.count(minutes, Math.max(1, Math.ceil(seconds / 300)) * 5);
  if (seconds <= 47 * 3600) return locale.count(hours, Math.ceil(seconds / 3600));
  return locale.count(days, Math.ceil(seconds / 86400));
}

/** @param {import("../types.js").BrokenGuideline} guideline */
function brokenGuideline({ title, wording }) {
  return element("li", {}, element("strong", {}, title), element("span", {}, wording));
}

/**
 * What the moderator wrote to the author, set apart from the guidelines' own words.
 * @param {import("../types.js").Strings} strings
 * @param {string} explanation
 */
function fromModerator(strings, explanation) {
  return element(
    "figure",
    { class: "own-text" },
    element("figcaption", {}, strings.fromModerator),
    element("blockquote", { class: "body", dir: "auto" }, explanation),
  );
}

/**
 * @param {import("../types.js").Strings} strings
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
 * @param {import("../common/locale.js").Locale} locale
 * @param {Receipt} receipt
 */
function appealNote(locale, { appeal: { state, statement }, usual_wait: wait }) {
  if (state === "none" || state === "possible") return null;
  const { yours, states } = locale.strings.appeal;
  const said = state === "waiting" ? `${states.waiting} ${usualWait(locale, wait)}` : states[state];
  return element(
    "div",
    { class: "notice appeal", part: "appeal" },
    element("p", {}, said),
    statement && element("p", { class: "muted" }, `${yours} `, element("q", { dir: "auto" }, statement)),
  );
}

/**
 * @param {import("../types.js").Strings} strings
 * @param {Receipt} receipt
 */
function followNote({ follow: words }, { follow }) {
  if (!isFollowed(follow)) return null;
  return element("p", { class: "notice" }, follow.confirmed ? words.on : words.asked);
}

/** Whether there is anything yet to come that a letter could tell. @param {Receipt} receipt */
function mayCome({ state, appeal }) {
  return state === "pending" || state === "approved" || appeal.state === "waiting";
}

/** @param {Receipt["follow"]} follow */
function isFollowed({ decision, replies }) {
  return decision || replies;
}

/**
 * What can be done now; everything else waits behind "More".
 * @param {Context} context
 * @param {Receipt} receipt
 * @param {Acts} acts
 */
function ways(context, receipt, acts) {
  const { strings } = context.locale;
  const { state, appeal, follow } = receipt;
  const panel = element("div", { class: "panel" });
  /** @param {() => Promise<HTMLElement>} make */
  const show = async (make) => {
    try {
      fill(panel, await make());
      /** @type {HTMLElement | null} */ (panel.querySelector("input, textarea"))?.focus();
    } catch (problem) {
      fill(panel, trouble(context.locale, problem, { retry: () => void show(make) }));
    }
  };
  const close = () => fill(panel);
  const appealing = async () => (await part(import("./appeal.js"))).appealForm(context, receipt, acts, close);
  const following = async () => (await part(import("./follow.js"))).followForm(context, receipt, acts, close);
  const now = [
    state === "approved" && button(strings.seeIt, () => acts.onShow(receipt)),
    state === "rejected" && button(strings.rewrite, () => acts.onRewrite(receipt)),
    appeal.state === "possible" && button(strings.appeal.open, () => void show(appealing)),
    follow.possible &&
      !isFollowed(follow) &&
      mayCome(receipt) &&
      button(strings.follow.open, () => void show(following)),
  ];
  return [element("div", { class: "actions" }, ...now.filter(Boolean)), panel, further(context, receipt, acts)];
}

/**
 * @param {Context} context
 * @param {Receipt} receipt
 * @param {Acts} acts
 */
function further(context, receipt, acts) {
  const { locale } = context;
  const rest = element("div", { class: "rest" });
  const made = element("details", { class: "further" }, element("summary", {}, locale.strings.further), rest);
  const load = async () => {
    try {
      const { restOf } = await part(import("./further.js"));
      fill(rest, ...restOf(context, receipt, acts));
    } catch (problem) {
      fill(rest, trouble(locale, problem, { retry: () => void load() }));
    }
  };
  made.addEventListener("toggle", () => made.open && !rest.hasChildNodes() && void load());
  return made;
}
