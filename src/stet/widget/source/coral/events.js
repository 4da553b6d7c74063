/** What our events are called in Coral, and what Coral's carry. */

/** @type {Record<string, string>} */
const STATUS = { approved: "APPROVED", pending: "PREMOD", rejected: "REJECTED" };
/** @type {Record<string, string>} */
const ORDER_BY = { newest: "CREATED_AT_DESC", oldest: "CREATED_AT_ASC", replies: "REPLIES_DESC" };

/** @typedef {{name: string, value?: object}} Said */

/** @type {Record<string, (detail: any, story: string) => Said | null>} */
export const EVENTS = {
  "stet:ready": () => ({ name: "ready" }),
  "stet:signin-wanted": () => ({ name: "loginPrompt" }),
  "stet:posted": ({ id, state, parent }, story) => {
    const success = { id, status: STATUS[state] ?? state.toUpperCase() };
    if (parent) return { name: "createCommentReply.success", value: { parentID: parent, success } };
    return { name: "createComment.success", value: { storyID: story, success } };
  },
  // Failures of anything but posting carry no parent; Coral has no event for them.
  "stet:error": ({ code, parent }, story) => {
    const error = { code, message: code };
    if (parent === undefined) return null;
    if (parent) return { name: "createCommentReply.error", value: { parentID: parent, error } };
    return { name: "createComment.error", value: { storyID: story, error } };
  },
  "stet:order": ({ order }) => ({
    name: "setCommentsOrderBy",
    value: { orderBy: ORDER_BY[order] ?? order.toUpperCase() },
  }),
  "stet:more": (_detail, story) => ({ name: "loadMoreAllComments.success", value: { storyID: story, success: {} } }),
  "stet:reaction": ({ id, mine }) => ({
    name: mine ? "createCommentReaction.success" : "removeCommentReaction.success",
    value: { commentID: id, success: {} },
  }),
  "stet:report": ({ id }) => ({ name: "reportComment.success", value: { commentID: id, success: {} } }),
  "stet:share": ({ id }) => ({ name: "copyPermalink", value: { commentID: id } }),
};
