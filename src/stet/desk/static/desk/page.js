/** What every script of the desk needs: the page's own words, and the way to the server. */

/** The server did not answer, or not now: what was sent may be sent again. */
export class Unreachable extends Error {}

/** Whoever sits here is not signed in any more. */
export class SeenOut extends Error {}

/** The server said no; the message is its own, in the page's language. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {string} code
   */
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {{ new (): T }} kind
 * @param {ParentNode} [root]
 * @returns {T | null}
 */
export function find(selector, kind, root = document) {
  const found = root.querySelector(selector);
  return found instanceof kind ? found : null;
}

/**
 * What must be there, because our own page put it there.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {{ new (): T }} kind
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function need(selector, kind, root = document) {
  const found = find(selector, kind, root);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

const front = need("#front", HTMLElement);

/**
 * A sentence of the page, with what it has room for filled in.
 *
 * @param {string} name As in `data-…`, in camel case.
 * @param {Record<string, string | number>} [filling] Numbers are written with the page's own digits.
 */
export function words(name, filling = {}) {
  const sentence = front.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => {
    const value = filling[key];
    return value === undefined ? whole : typeof value === "number" ? digits(value) : value;
  });
}

/** @param {number} number */
export function digits(number) {
  const own = [...(front.dataset.digits ?? "")];
  return String(number).replace(/\d/g, (digit) => own[Number(digit)] ?? digit);
}

/** The id of who is signed in on this page. */
export const account = front.dataset.account ?? "";

/** An address of the desk that the page names, such as `pulse`. @param {string} name */
export function address(name) {
  return front.dataset[name] ?? "";
}

// A moderator waits for the next comment, not for an answer; only what hangs for this long is tried again.
const PATIENCE = 15_000;

/**
 * Ask the server, as JSON. Raises Unreachable, SeenOut and Refused.
 *
 * @param {string} where
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} Only what went well.
 */
export async function ask(where, init = {}) {
  const response = await fetch(where, {
    ...init,
    redirect: "manual",
    headers: { Accept: "application/json", "Stet-Account": account, ...init.headers },
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((error) => {
    throw new Unreachable(String(error));
  });
  if (response.type === "opaqueredirect" || response.status === 401) throw new SeenOut();
  if (response.status >= 500 || response.status === 429) throw new Unreachable(String(response.status));
  if (!response.ok) throw await refusal(response);
  return response;
}

/**
 * Send fields, as a form of the page would. `keepalive`: what was decided goes out even while the page is closed.
 *
 * @param {string} where
 * @param {Iterable<[string, string]>} fields
 * @returns {Promise<Record<string, any>>} What was answered; nothing where the answer was no JSON.
 */
export async function send(where, fields) {
  const body = new URLSearchParams([...fields]);
  body.delete("csrfmiddlewaretoken");
  const response = await ask(where, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token() } });
  return response.json().catch(() => ({}));
}

/** What proves that a form is ours: the cookie's, since signing in again, perhaps in another tab, has made it new. */
export function token() {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? find("[name=csrfmiddlewaretoken]", HTMLInputElement)?.value ?? "";
}

/**
 * What a refusal is about. Who is signed out may have lost the proof that the page is ours, too: that is asked for first,
 * and a look at the numbers tells the one from the other.
 *
 * @param {Response} response
 */
async function refusal(response) {
  /** @type {{ error?: { message?: string, code?: string } }} */
  const { error = {} } = await response.json().catch(() => ({}));
  if (response.status === 403 && !error.code) {
    const seen = await fetch(address("pulse"), { redirect: "manual" }).catch(() => null);
    if (!seen) return new Unreachable();
    if (seen.type === "opaqueredirect") return new SeenOut();
  }
  return new Refused(error.message ?? words("refused"), error.code ?? String(response.status));
}
