/** Marks the words at issue in an author's own text. */

import { element } from "../common/dom.js";

/**
 * The text as nodes, with every span in a `<mark>`. The text of all nodes together is the text, to the letter.
 * @param {string} text
 * @param {[number, number][]} spans In code points; they may overlap, touch or be out of order.
 * @returns {(string | HTMLElement)[]}
 */
export function marked(text, spans) {
  const letters = Array.from(text);
  const nodes = [];
  let at = 0;
  for (const [start, end] of merged(spans)) {
    nodes.push(letters.slice(at, start).join(""));
    nodes.push(element("mark", { part: "mark" }, letters.slice(start, end).join("")));
    at = end;
  }
  nodes.push(letters.slice(at).join(""));
  return nodes;
}

/**
 * @param {[number, number][]} spans
 * @returns {[number, number][]}
 */
function merged(spans) {
  /** @type {[number, number][]} */
  const whole = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = whole.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else whole.push([start, end]);
  }
  return whole;
}
