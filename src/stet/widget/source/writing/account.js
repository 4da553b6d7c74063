/** Signing in: the one-time code that the sign-in page hands over becomes a token, kept on this device. */

import { asApiError } from "../common/trouble.js";

/** @typedef {import("../types.js").Context} Context */

/**
 * Waits for the sign-in page that was opened beside this one.
 * @param {Context} context
 * @param {Window} beside
 * @param {string | null} parent Of the comment under way.
 */
export function waitFor(context, beside, parent) {
  const { origin } = new URL(context.api.base);
  const heard = new AbortController();
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
 * @param {Context} context
 * @param {string} code
 * @param {string | null} parent
 */
export async function exchange(context, code, parent) {
  try {
    context.signedIn(await context.api.send("/session", { code, ...context.api.where }), parent);
  } catch (problem) {
    context.tell(asApiError(problem), () => void exchange(context, code, parent));
  }
}
