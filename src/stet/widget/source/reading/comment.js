/** Draws one comment, exactly as it was written. */

import { button, element, icon, webAddress } from "../common/dom.js";

const STAR = "M12 3l2.8 5.9 6.2.8-4.6 4.4 1.2 6.4L12 17.4l-5.6 3.1 1.2-6.4L3 9.7l6.2-.8z";

/**
 * @typedef {object} Setting Where the comment stands.
 * @property {string | null} inReplyTo The name to say, where nesting is no longer drawn.
 * @property {boolean} own Whether it was sent from this device.
 * @property {((trigger: HTMLButtonElement) => void) | null} onReply Null where replies are closed.
 * @property {() => void} [onParent] Leads to the comment it answers.
 * @property {string} [address] Where a link to it leads; without one there is no link.
 * @property {import("../common/dom.js").Child[]} [controls] What else can be done with it.
 */

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Comment} comment
 * @param {Setting} setting
 */
export function commentArticle(context, comment, setting) {
  if (comment.state !== "approved" || comment.body === null) return placeholder(context.locale.strings.unavailable);
  const { onReply, controls = [] } = setting;
  const foot = [onReply && replyButton(context, comment, onReply), ...controls];
  return element(
    "article",
    { class: "comment", part: "comment", "aria-labelledby": `by-${comment.id}` },
    head(context, comment, setting),
    // Each paragraph finds its own direction (see the style sheet), and the line breaks are the author's.
    element("p", { class: "body", part: "body", dir: "auto", lang: languageTag(comment) }, comment.body),
    foot.some(Boolean) && element("div", { class: "actions" }, ...foot),
  );
}

/**
 * What stands where no comment is shown.
 * @param {...import("../common/dom.js").Child} said
 */
export function placeholder(...said) {
  return element("article", { class: "comment unavailable", part: "comment" }, element("p", {}, ...said));
}

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Comment} comment
 * @param {Setting} setting
 */
function head({ locale }, comment, { inReplyTo, own, onParent, address }) {
  const { strings } = locale;
  return element(
    "header",
    { class: "by" },
    element("bdi", { class: "name", part: "name", id: `by-${comment.id}` }, comment.author?.name ?? ""),
    badge(strings, comment.author),
    own && element("span", { class: "badge own" }, strings.yours),
    comment.picked && element("span", { class: "badge picked", part: "picked" }, icon(STAR), strings.picked),
    inReplyTo !== null && answered(locale, inReplyTo, onParent),
    when(locale, comment.written_at, address),
  );
}

/**
 * @param {import("../types.js").Strings} strings
 * @param {import("../types.js").Author | null} author
 */
function badge(strings, author) {
  if (!author?.signed_in) return null;
  if (!author.badge) return element("span", { class: "badge" }, strings.signedIn);
  const word = author.badge.toLowerCase() === "staff" ? strings.staff : author.badge;
  return element("span", { class: "badge staff", part: "badge", dir: "auto" }, word);
}

/**
 * @param {import("../common/locale.js").Locale} locale
 * @param {string} name
 * @param {() => void} [onParent]
 */
function answered(locale, name, onParent) {
  const words = locale.aboutNodes(locale.strings.inReplyTo, name);
  if (!onParent) return element("span", { class: "to" }, ...words);
  const leads = button("", onParent, { class: "quiet to" });
  leads.append(element("span", {}, ...words));
  return leads;
}

/**
 * How long ago, with the very time for whoever wants it.
 * @param {import("../common/locale.js").Locale} locale
 * @param {string} iso
 * @param {string} [address]
 */
function when(locale, iso, address) {
  const [ago, date] = [locale.ago(iso), locale.dateTime(iso)];
  const time = element("time", { datetime: iso, title: date }, ago);
  if (!address) return element("span", { class: "when" }, time);
  const label = `${ago} – ${locale.about(locale.strings.linkTo, date)}`;
  return element("a", { class: "when", href: webAddress(address), "aria-label": label }, time);
}

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Comment} comment
 * @param {(trigger: HTMLButtonElement) => void} onReply
 */
function replyButton({ locale }, comment, onReply) {
  const label = locale.about(locale.strings.replyTo, comment.author?.name ?? "");
  /** @type {HTMLButtonElement} */
  const reply = button(locale.strings.reply, () => onReply(reply), {
    class: "quiet reply",
    "aria-label": label,
    "aria-expanded": "false",
  });
  return reply;
}

/** @param {import("../types.js").Comment} comment */
function languageTag({ language }) {
  return language && language !== "und" ? language : null;
}
