/** Whose comments a reader does not want to see. What is hidden is hidden for this reader alone; nobody is told. */

/**
 * What a person is known by here: the site's pseudonym for a signed-in reader, for guests the name they write under.
 * @param {import("../types.js").Author} author
 */
export function personKey({ key, name }) {
  return key ?? `guest:${name.normalize("NFKC").trim().toLowerCase()}`;
}
