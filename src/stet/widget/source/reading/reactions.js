/** One kind of reaction, and a kind one: a reader says that a comment is worth reading. There is no other way to rate. */

import { element, icon } from "../common/dom.js";
import { emit } from "../common/events.js";
import { trouble } from "../common/trouble.js";

const BOOK = "M12 6.5C9.5 4.6 6.5 4 3 4v14.5c3.5 0 6.5.6 9 2.5 2.5-1.9 5.5-2.5 9-2.5V4c-3.5 0-6.5.6-9 2.5zm0 0V21";

/**
 * @typedef {object} Reactions
 * @property {boolean} mine Whether this reader has reacted.
 * @property {boolean} own Whether this reader wrote the comment: one does not praise oneself.
 */

/**
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Comment} comment
 * @param {Reactions} reactions
 */
export function reactionControl(context, comment, { mine, own }) {
  const { strings } = context.locale;
  const count = element("bdi", { class: "number" });
  const inside = [icon(BOOK), element("span", {}, strings.worthReading), count];
  writeCount(context, count, comment.reactions);
  if (own) return comment.reactions > 0 && element("span", { class: "reaction" }, ...inside);
  const made = element(
    "button",
    {
      type: "button",
      class: "quiet reaction",
      part: "button reaction",
      "aria-pressed": String(mine),
      "aria-describedby": `by-${comment.id}`,
    },
    ...inside,
  );
  made.addEventListener("click", () => void toggle(context, comment, made, count));
  return made;
}

/**
 * @param {import("../types.js").Context} context
 * @param {HTMLElement} place
 * @param {number} n
 */
function writeCount({ locale }, place, n) {
  place.textContent = n > 0 ? locale.number(n) : "";
}

/**
 * Shows the reaction at once, and takes it back when it could not be kept.
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Comment} comment
 * @param {HTMLButtonElement} pressed
 * @param {HTMLElement} count
 */
async function toggle(context, comment, pressed, count) {
  if (pressed.getAttribute("aria-busy")) return;
  const before = comment.reactions;
  const on = pressed.getAttribute("aria-pressed") !== "true";
  const article = pressed.closest("article");
  article?.querySelector(":scope > .notice")?.remove();
  const show = (/** @type {boolean} */ mine, /** @type {number} */ n) => {
    comment.reactions = n;
    pressed.setAttribute("aria-pressed", String(mine));
    writeCount(context, count, n);
    context.memory.keepReaction(comment.id, mine);
  };
  show(on, Math.max(0, before + (on ? 1 : -1)));
  pressed.setAttribute("aria-busy", "true");
  try {
    const { mine, reactions } = await context.api.react(comment.id, on, context.memory.device);
    show(mine, reactions);
    emit(context, "stet:reaction", { id: comment.id, mine, reactions });
  } catch (problem) {
    show(!on, before);
    const again = () => void toggle(context, comment, pressed, count);
    article?.querySelector(":scope > .actions")?.after(trouble(context.locale, problem, { retry: again }));
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}
