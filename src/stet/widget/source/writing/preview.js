/** A comment under way as it would be published: drawn by what draws the published ones. */

import { commentArticle } from "../reading/comment.js";
import { element, fill } from "../common/dom.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").Context} context
 * @param {() => string} name Under which it would be published.
 * @returns {(body: string) => void} Shows a text.
 */
export function previewIn(place, context, name) {
  const { strings } = context.locale;
  const drawn = element("div", { class: "preview", part: "preview" });
  fill(place, element("p", { class: "muted" }, strings.previewNote), drawn);
  return (body) => fill(drawn, commentArticle(context, unsent(context, name(), body), SETTING));
}

const SETTING = { inReplyTo: null, own: true, onReply: null };

/**
 * @param {import("../types.js").Context} context
 * @param {string} name
 * @param {string} body
 * @returns {import("../types.js").Comment}
 */
function unsent({ api, memory }, name, body) {
  return {
    id: "preview",
    parent: null,
    state: "approved",
    author: { name: memory.session?.name ?? name, signed_in: api.token !== null, badge: null, key: null },
    body,
    language: "und",
    written_at: new Date().toISOString(),
    published_at: null,
    permalink: "",
    picked: false,
    reactions: 0,
    more_replies: 0,
    replies: [],
  };
}
