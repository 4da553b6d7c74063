/** What is said and drawn only after a click: it comes with the part that first says it. */

import { addStyles } from "./styles.js";

/** @typedef {import("../types.js").Strings} Strings */

/** What is still to be fetched: of each language that the page's sections speak, and of the style sheet. */
const rests = new Set([once(async () => addStyles((await import("./later-styles.js")).default))]);

/**
 * @param {Strings} strings Those that are there; the rest will be put into them.
 * @param {() => Promise<Partial<Strings>>} load
 */
export function restOf(strings, load) {
  rests.add(
    once(async () => {
      const { errors, ...others } = await load();
      Object.assign(strings, others);
      Object.assign(strings.errors, errors);
    }),
  );
}

/** Fetches what is not there yet. */
export async function everything() {
  await Promise.all([...rests].map((fetched) => fetched()));
}

/**
 * @param {() => Promise<void>} load
 * @returns {() => Promise<void>} The same, done once; after a failure the next call tries anew.
 */
function once(load) {
  /** @type {Promise<void> | undefined} */
  let loading;
  return () => {
    loading ??= load().catch((problem) => {
      loading = undefined;
      throw problem;
    });
    return loading;
  };
}
