/** Speaks with the reader's API. Every failure becomes an `ApiError` with a code that the strings have a sentence for. */

/** @typedef {import("../types.js").ErrorCode} ErrorCode */

// Longer than a slow phone line needs; after it the reader is told, with the text kept.
const PATIENCE = 20_000;

export class ApiError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message As the API says it; shown when the strings do not know the code.
   * @param {string | null} field
   * @param {number} retryAfter Seconds to wait before another attempt; 0 when there is no need to.
   */
  constructor(code, message = "", field = null, retryAfter = 0) {
    super(message || code);
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

export class Api {
  /**
   * @param {string} base Such as `https://comments.example/api/v1`.
   * @param {{site: string | null, article: string | null, url: string | null, language: string}} place
   * @param {string | null} token The site's signed word on who the reader is; null for guests.
   * @param {(address: string) => Promise<Response> | undefined} answers To what was asked ahead of the section: see
   *   ahead.js.
   */
  constructor(base, place, token, answers) {
    this.base = base;
    this.place = place;
    this.token = token;
    this.answers = answers;
  }

  /**
   * @param {import("../types.js").Order} order
   * @param {number} page
   * @param {{comment?: string | null, picks?: boolean}} [wishes] A comment whose page is to be answered instead;
   *   editors' picks alone.
   * @returns {Promise<import("../types.js").ThreadPage>}
   */
  thread(order, page, { comment = null, picks = false } = {}) {
    const wishes = { order, page: String(page), comment, picks: picks ? "1" : null };
    return this.#ask(`/thread?${this.#query({ ...this.#where(), ...wishes })}`);
  }

  /**
   * @param {string} comment A top comment.
   * @param {string | null} after
   * @returns {Promise<import("../types.js").Replies>}
   */
  replies(comment, after) {
    return this.#ask(`/comments/${comment}/replies?${this.#query({ after })}`);
  }

  /**
   * Where news of the thread comes from, as an event stream.
   * @param {string} since
   */
  stream(since) {
    return `${this.base}/stream?${this.#query({ ...this.#where(), since })}`;
  }

  /**
   * @param {string} comment
   * @param {boolean} on Whether to react, or to take the reaction back.
   * @param {string} device Names a guest's browser.
   * @returns {Promise<{reactions: number, mine: boolean}>}
   */
  react(comment, on, device) {
    const method = on ? "POST" : "DELETE";
    return this.send(`/comments/${comment}/reaction`, this.token ? {} : { device }, { method });
  }

  /**
   * @param {string} comment
   * @param {import("../types.js").Notice} notice
   * @returns {Promise<{report: string, state: string}>}
   */
  report(comment, notice) {
    return this.send(`/comments/${comment}/reports`, { ...notice, ...this.#tongue });
  }

  /** @returns {Promise<import("../types.js").Guidelines>} */
  guidelines() {
    return this.#ask(`/guidelines?${this.#query({ site: this.place.site, lang: this.place.language })}`);
  }

  /**
   * @param {import("../types.js").Submission} submission
   * @param {string} key Names the attempt: the same key never makes a second comment.
   * @param {import("../types.js").Signs} signs
   * @returns {Promise<import("../types.js").Receipt>}
   */
  post({ body, parent, name }, key, signs) {
    const author = name === null ? {} : { author: { name } };
    const said = { ...this.where, parent, body, ...author, ...this.#tongue, ...signs };
    return this.send("/comments", said, { headers: { "Idempotency-Key": key } });
  }

  /**
   * @param {string} receipt
   * @returns {Promise<import("../types.js").Receipt>}
   */
  receipt(receipt) {
    return this.#ask(`/receipts/${encodeURIComponent(receipt)}?${this.#query({ lang: this.place.language })}`);
  }

  /**
   * @param {string} receipt
   * @returns {Promise<import("../types.js").Receipt>}
   */
  withdraw(receipt) {
    return this.act(receipt, "/withdraw");
  }

  /**
   * Sends something about a comment of the reader's own, such as an appeal.
   * @param {string} receipt
   * @param {string} act What stands after the receipt in the address: "/appeal".
   * @param {object} [said]
   * @param {string} [method]
   */
  act(receipt, act, said = {}, method = "POST") {
    return this.send(`/receipts/${encodeURIComponent(receipt)}${act}?${this.#query(this.#tongue)}`, said, { method });
  }

  /**
   * @param {string} path
   * @param {object} said
   * @param {RequestInit} [options]
   */
  send(path, said, options = {}) {
    const headers = { "Content-Type": "application/json", ...this.#signature, ...options.headers };
    return this.#ask(path, { method: "POST", ...options, headers, body: JSON.stringify(said) });
  }

  /**
   * Asks, as the reader who is signed in where one is.
   * @param {string} path
   */
  read(path) {
    const site = this.#query({ site: this.place.site, ...this.#tongue });
    return this.#ask(`${path}?${site}`, { headers: this.#signature });
  }

  /** Where the section stands, as a request's fields. @returns {Record<string, string>} */
  get where() {
    return defined(this.#where());
  }

  get #tongue() {
    return { lang: this.place.language };
  }

  /** @returns {Record<string, string>} */
  get #signature() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  #where() {
    const { site, article, url } = this.place;
    return { site, article, url };
  }

  /** @param {Record<string, string | null>} parameters */
  #query(parameters) {
    return new URLSearchParams(defined(parameters)).toString();
  }

  /**
   * @param {string} path
   * @param {RequestInit} [options]
   */
  async #ask(path, options = {}) {
    const response = await this.#fetch(path, options);
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => null);
    if (response.ok && answer !== null) return answer;
    throw refusal(response, answer);
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   */
  async #fetch(path, options) {
    try {
      const ahead = options.method || options.headers ? undefined : this.answers(this.base + path);
      if (ahead) return await ahead;
      return await fetch(this.base + path, {
        ...options,
        credentials: "omit",
        signal: options.signal ?? AbortSignal.timeout(PATIENCE),
      });
    } catch (problem) {
      const late = problem instanceof DOMException && problem.name === "TimeoutError";
      throw new ApiError(late ? "timeout" : "offline");
    }
  }
}

/**
 * @param {Record<string, string | null>} values
 * @returns {Record<string, string>}
 */
function defined(values) {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** What an answer without an error of ours means: a proxy in between speaks by status alone. @type {Record<number, ErrorCode>} */
const BY_STATUS = {
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
  428: "proof_required",
  429: "rate_limited",
  502: "timeout",
  503: "storage_unavailable",
  504: "timeout",
};

/**
 * @param {Response} response
 * @param {{error?: {code: ErrorCode, message?: string, field?: string}} | null} answer
 */
function refusal(response, answer) {
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const error = answer?.error ?? { code: BY_STATUS[response.status] ?? "internal_error" };
  return new ApiError(error.code, error.message, error.field ?? null, Number.isNaN(wait) ? 0 : wait);
}
