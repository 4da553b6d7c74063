/** What the element tells the page around it: events that bubble out of the shadow tree. docs/embedding.md lists them. */

/**
 * @typedef {{
 *   "stet:ready": {count: number},
 *   "stet:posted": {id: string, state: import("../types.js").State, parent: string | null},
 *   "stet:error": {code: string, parent?: string | null},
 *   "stet:signin-wanted": {},
 *   "stet:reaction": {id: string, mine: boolean, reactions: number},
 *   "stet:report": {id: string},
 *   "stet:order": {order: import("../types.js").Order},
 *   "stet:more": {page: number},
 *   "stet:share": {id: string},
 * }} Told The events' names, and what each carries in `detail`.
 */

/**
 * @template {keyof Told} Name
 * @param {import("../types.js").Context | Element} from The section, or any element inside it.
 * @param {Name} name
 * @param {Told[Name]} detail
 */
export function emit(from, name, detail) {
  const host = from instanceof Element ? from : from.host;
  host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
