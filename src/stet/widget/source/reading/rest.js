/** The answers in a long conversation that came not with the thread: loaded a hundred at a time, when they are wanted. */

import { button, element, fill, focusOn } from "../common/dom.js";
import { trouble } from "../common/trouble.js";

export class Rest {
  /**
   * @param {import("../types.js").Context} context
   * @param {import("../types.js").Comment} top What they all answer in the end; its `more_replies` goes down.
   * @param {(replies: import("../types.js").Comment[]) => HTMLElement[]} draw
   */
  constructor(context, top, draw) {
    this.context = context;
    this.top = top;
    this.draw = draw;
    /** @type {string | null} */
    this.after = null;
    this.element = element("div", { class: "rest" });
    this.refresh();
  }

  get left() {
    return this.top.more_replies;
  }

  /** @returns {Promise<HTMLElement | undefined>} The first of what was drawn. Raises what the service refuses. */
  async load() {
    const { comments, next } = await this.context.api.replies(this.top.id, this.after);
    this.after = next;
    // The last answer says where the end is; what came in or went since the thread was loaded makes the number a guess.
    this.top.more_replies = next ? Math.max(1, this.left - comments.length) : 0;
    this.refresh();
    return this.draw(comments)[0];
  }

  /** Says anew how many there are. */
  refresh() {
    const { strings } = this.context.locale;
    const label = this.context.locale.count(strings.moreReplies, this.left);
    fill(this.element, this.left > 0 && button(label, () => void this.#wanted()));
  }

  async #wanted() {
    try {
      const article = (await this.load())?.querySelector("article");
      if (article) focusOn(article);
    } catch (problem) {
      const retry = () => void this.#wanted();
      fill(this.element, trouble(this.context.locale, problem, { retry }));
    }
  }
}
