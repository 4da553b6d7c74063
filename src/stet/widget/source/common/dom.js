/**
 * Makes elements. Text always goes in as text, never as markup, and nothing sets a `style`: a strict content security
 * policy stays satisfied.
 */

/** @typedef {Node | string | null | undefined | false} Child */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] `true` sets an empty attribute;
 *   `false`, `null` and `undefined` set none.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  fill(made, ...children);
  return made;
}

/**
 * Replaces what is in `parent`.
 * @param {ParentNode} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flatMap((child) => (child ? [child] : [])));
}

/**
 * @param {string} label
 * @param {(event: MouseEvent) => void} onClick
 * @param {Record<string, string | boolean | null>} [attributes]
 */
export function button(label, onClick, attributes = {}) {
  const made = element("button", { type: "button", class: "quiet", part: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/**
 * A link out of the section. Addresses come from the API: anything but http(s) is left without a target.
 * @param {string} label
 * @param {string} address
 */
export function link(label, address) {
  return element("a", { href: webAddress(address), class: "quiet", part: "link" }, label);
}

/**
 * @param {string} address
 * @returns {string | null}
 */
export function webAddress(address) {
  try {
    const url = new URL(address, import.meta.url);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A drawing of 24 × 24 units in the colour of the text around it. It says nothing by itself: words stand beside it.
 * @param {string} path
 */
export function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  const line = drawing.appendChild(document.createElementNS(SVG, "path"));
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  return drawing;
}

/**
 * Gives the focus to something that is no control, so that reading goes on from there.
 * @param {HTMLElement} target
 */
export function focusOn(target) {
  target.setAttribute("tabindex", "-1");
  target.focus();
}
