/** The box for a reply, under the comment it answers. */

import { element, fill, focusOn } from "../common/dom.js";
import { CommentForm } from "./form.js";

/**
 * @typedef {object} Answering
 * @property {import("../types.js").Comment} comment What is answered.
 * @property {import("../types.js").ThreadPage} thread
 * @property {string} page Where the thread is readable without this script.
 * @property {(receipt: import("../types.js").Receipt) => Promise<HTMLElement>} onReplied Remembers a reply; gives its card.
 * @property {(body: string) => void} onAsOwn
 */

/**
 * Opens the box, or closes it where it is open.
 * @param {import("../types.js").Context} context
 * @param {HTMLButtonElement} trigger
 * @param {Answering} answering
 */
export function toggleReply(context, trigger, answering) {
  const article = trigger.closest("article");
  const open = article?.querySelector(":scope > .answer");
  trigger.setAttribute("aria-expanded", String(!open));
  if (open) {
    open.remove();
    trigger.focus();
  } else if (article) {
    const answer = article.appendChild(element("div", { class: "answer" }));
    const form = replyForm(context, trigger, answer, answering);
    answer.append(form.element);
    form.focus();
  }
}

/**
 * @param {import("../types.js").Context} context
 * @param {HTMLButtonElement} trigger
 * @param {HTMLElement} answer
 * @param {Answering} answering
 */
function replyForm(context, trigger, answer, answering) {
  const { comment, thread, page, onReplied, onAsOwn } = answering;
  return new CommentForm(context, {
    parent: comment,
    thread,
    page,
    onCancel: () => toggleReply(context, trigger, answering),
    onPosted: async (receipt) => {
      trigger.setAttribute("aria-expanded", "false");
      const card = await onReplied(receipt);
      fill(answer, card);
      answer.className = "answered";
      focusOn(card);
    },
    onAsOwn: (body) => {
      answer.remove();
      onAsOwn(body);
    },
  });
}
