/** Signing in: the one-time code that the sign-in page hands over becomes a token, kept on this device. */

import { asApiError } from "../common/trouble.js";
import { forgetBegun, hasBegun } from "./signing.js";

/** @typedef {import("../types.js").Context} Context */

// One code is good once: only who asked last waits for it.
let waiting = new AbortController();

/**
 * Waits for the sign-in page that was opened beside this one.
 * @param {Context} context
 * @param {Window} beside
 * @param {string | null} parent Of the comment under way.
 */
export function waitFor(context, beside, parent) {
  const { origin } = new URL(context.api.base);
  waiting.abort();
  const heard = (waiting = new AbortController());
  /** @param {MessageEvent} event Only that page's own word counts. */
  const hear = (event) => {
    const code = event.origin === origin && event.source === beside && codeIn(event.data);
    if (!code) return;
    heard.abort();
    void exchange(context, code, parent);
  };
  addEventListener("message", hear, { signal: heard.signal });
}

/**
 * @param {unknown} said
 * @returns {string | null}
 */
function codeIn(said) {
  const code = said && typeof said === "object" && "stet-session" in said ? said["stet-session"] : null;
  return typeof code === "string" ? code : null;
}

/**
 * Takes the code in the page's address. Nobody is signed in by a link that somebody else made: this browser has begun it.
 * @param {Context} context
 * @param {string} code
 */
export function comeBack(context, code) {
  if (hasBegun()) void exchange(context, code, null);
}

/**
 * @param {Context} context
 * @param {string} code
 * @param {string | null} parent
 */
async function exchange(context, code, parent) {
  forgetBegun();
  try {
    context.signedIn(await context.api.send("/session", { code, ...context.api.where }), parent);
  } catch (problem) {
    context.tell(asApiError(problem), () => void exchange(context, code, parent));
  }
}
