/** Draws one comment, exactly as it was written. */

import { button, element, webAddress } from "./dom.js";

/**
 * @typedef {object} Setting Where the comment stands.
 * @property {string | null} inReplyTo The name to say, where nesting is no longer drawn.
 * @property {boolean} own Whether it was sent from this device.
 * @property {((trigger: HTMLButtonElement) => void) | null} onReply Null where replies are closed.
 */

/**
 * @param {import("./types.js").Context} context
 * @param {import("./types.js").Comment} comment
 * @param {Setting} setting
 */
export function commentArticle(context, comment, setting) {
  if (comment.state !== "approved" || comment.body === null) return placeholder(context);
  return element(
    "article",
    { class: "comment", part: "comment", "aria-labelledby": `by-${comment.id}` },
    head(context, comment, setting),
    // Each paragraph finds its own direction (see the style sheet), and the line breaks are the author's.
    element("p", { class: "body", part: "body", dir: "auto", lang: languageTag(comment) }, comment.body),
    setting.onReply && foot(context, comment, setting.onReply),
  );
}

/** @param {import("./types.js").Context} context */
function placeholder({ locale }) {
  return element("article", { class: "comment unavailable", part: "comment" }, locale.strings.unavailable);
}

/**
 * @param {import("./types.js").Context} context
 * @param {import("./types.js").Comment} comment
 * @param {Setting} setting
 */
function head({ locale }, comment, { inReplyTo, own }) {
  const { strings } = locale;
  const date = locale.dateTime(comment.written_at);
  return element(
    "header",
    { class: "by" },
    element("bdi", { class: "name", part: "name", id: `by-${comment.id}` }, comment.author?.name ?? ""),
    comment.author?.signed_in && element("span", { class: "badge" }, strings.signedIn),
    own && element("span", { class: "badge own" }, strings.yours),
    inReplyTo !== null && element("span", { class: "to" }, ...locale.aboutNodes(strings.inReplyTo, inReplyTo)),
    element(
      "a",
      { class: "when", href: webAddress(comment.permalink), "aria-label": locale.about(strings.linkTo, date) },
      element("time", { datetime: comment.written_at }, date),
    ),
  );
}

/**
 * @param {import("./types.js").Context} context
 * @param {import("./types.js").Comment} comment
 * @param {(trigger: HTMLButtonElement) => void} onReply
 */
function foot({ locale }, comment, onReply) {
  const label = locale.about(locale.strings.replyTo, comment.author?.name ?? "");
  /** @type {HTMLButtonElement} */
  const reply = button(locale.strings.reply, () => onReply(reply), { "aria-label": label, "aria-expanded": "false" });
  return element("p", { class: "actions" }, reply);
}

/** @param {import("./types.js").Comment} comment */
function languageTag({ language }) {
  return language && language !== "und" ? language : null;
}
