/** Tells the reader what went wrong and offers every way forward there is. */

import { ApiError } from "./api.js";
import { button, element, fill } from "./dom.js";
import { everything } from "./later.js";

/** @typedef {Partial<Record<"retry" | "asOwn" | "asGuest" | "signInHere" | "copy", () => void>> & {page?: string}} Ways */
/** @typedef {keyof Ways} Way */

/** What helps, by code; anything else is mended in the form itself. @type {Record<string, Way[]>} */
const HELP = {
  offline: ["retry", "page"],
  timeout: ["retry", "page"],
  storage_unavailable: ["retry"],
  internal_error: ["retry"],
  rate_limited: ["retry"],
  idempotency_key_invalid: ["retry"],
  idempotency_key_reused: ["retry"],
  json_invalid: ["retry", "page"],
  proof_required: ["retry", "page"],
  proof_invalid: ["retry"],
  token_invalid: ["signInHere", "asGuest", "retry"],
  token_expired: ["signInHere", "asGuest", "retry"],
  name_taken: ["signInHere"],
  parent_unknown: ["asOwn", "copy"],
  parent_elsewhere: ["asOwn", "copy"],
  parent_unpublished: ["asOwn", "copy"],
  article_closed: ["copy"],
  article_unknown: ["copy", "page"],
  site_unknown: ["copy"],
  origin_forbidden: ["copy", "page"],
  not_found: ["retry", "page"],
  method_not_allowed: ["copy", "page"],
};

/**
 * A part of the section that is fetched when it is wanted; what cannot be fetched is told like any lost connection.
 * @template Part
 * @param {Promise<Part>} loading
 * @returns {Promise<Part>}
 */
export async function part(loading) {
  try {
    const [loaded] = await Promise.all([loading, everything()]);
    return loaded;
  } catch {
    throw new ApiError("offline");
  }
}

/**
 * @param {unknown} problem
 * @returns {ApiError} A fault of our own is written to the console too: the reader's sentence does not show its place.
 */
export function asApiError(problem) {
  if (problem instanceof ApiError) return problem;
  console.error(problem);
  return new ApiError("internal_error");
}

/**
 * @param {import("./locale.js").Locale} locale
 * @param {unknown} problem
 * @param {Ways} ways The ways that lead on from here; those that do not help with this problem are left out.
 * @param {boolean} [kept] Whether there is a text to say "kept" of.
 */
export function trouble(locale, problem, ways, kept = false) {
  const { strings } = locale;
  const error = asApiError(problem);
  const buttons = (HELP[error.code] ?? []).flatMap((way) => wayButton(locale, way, ways, error));
  return element(
    "div",
    { class: "notice bad", part: "error", role: "alert" },
    element("p", {}, whatIs(strings, error), kept && ` ${strings.kept}`),
    buttons.length > 0 && element("p", { class: "actions" }, ...buttons),
  );
}

/**
 * The sentence for a problem. One that is not there at first is put in as soon as it has come; till then, and where it
 * cannot be had, the service speaks.
 * @param {import("../types.js").Strings} strings
 * @param {ApiError} error
 */
function whatIs({ errors }, { code, message }) {
  if (errors[code]) return errors[code];
  const sentence = element("span", {}, message || errors.internal_error);
  void everything().then(
    () => fill(sentence, errors[code] ?? (message || errors.internal_error)),
    () => {},
  );
  return sentence;
}

/**
 * @param {import("./locale.js").Locale} locale
 * @param {Way} way
 * @param {Ways} ways
 * @param {ApiError} error
 * @returns {HTMLElement[]}
 */
function wayButton(locale, way, ways, error) {
  const { strings } = locale;
  if (way === "page") {
    return ways.page ? [element("a", { href: ways.page, class: "quiet" }, strings.openPage)] : [];
  }
  const act = ways[way];
  if (!act) return [];
  if (way === "retry") return [retryButton(locale, act, error.retryAfter)];
  const made = button(strings[way], () => {
    act();
    if (way === "copy") made.textContent = strings.copied;
  });
  return [made];
}

/**
 * A button that opens when the wait is over. It counts down in its own label, outside any live region, so that nobody
 * has to hear every second.
 * @param {import("./locale.js").Locale} locale
 * @param {() => void} act
 * @param {number} seconds
 */
function retryButton(locale, act, seconds) {
  const { strings } = locale;
  const made = button(strings.retry, act);
  const until = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    made.disabled = left > 0;
    made.textContent = left > 0 ? locale.count(strings.retryIn, left) : strings.retry;
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 500);
  tick();
  return made;
}
