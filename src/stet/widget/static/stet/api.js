/** Speaks with the reader's API. Every failure becomes an `ApiError` with a code that the strings have a sentence for. */

/** @typedef {import("./types.js").ErrorCode} ErrorCode */

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
   */
  constructor(base, place, token) {
    this.base = base;
    this.place = place;
    this.token = token;
  }

  /**
   * @param {import("./types.js").Order} order
   * @param {number} page
   * @returns {Promise<import("./types.js").ThreadPage>}
   */
  thread(order, page) {
    return this.#ask(`/thread?${this.#query({ ...this.#where(), order, page: String(page) })}`);
  }

  /** @returns {Promise<import("./types.js").Guidelines>} */
  guidelines() {
    return this.#ask(`/guidelines?${this.#query({ site: this.place.site, lang: this.place.language })}`);
  }

  /**
   * @param {import("./types.js").Submission} submission
   * @param {string} key Names the attempt: the same key never makes a second comment.
   * @returns {Promise<import("./types.js").Receipt>}
   */
  post({ body, parent, name }, key) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    if (this.token) headers["Authorization"] = `Bearer ${this.token}`;
    const author = name === null ? {} : { author: { name } };
    const sent = { ...defined(this.#where()), parent, body, ...author, lang: this.place.language };
    return this.#ask("/comments", { method: "POST", headers, body: JSON.stringify(sent) });
  }

  /**
   * @param {string} receipt
   * @returns {Promise<import("./types.js").Receipt>}
   */
  receipt(receipt) {
    return this.#ask(`/receipts/${encodeURIComponent(receipt)}?${this.#query({ lang: this.place.language })}`);
  }

  /**
   * @param {string} receipt
   * @returns {Promise<import("./types.js").Receipt>}
   */
  withdraw(receipt) {
    return this.#ask(
      `/receipts/${encodeURIComponent(receipt)}/withdraw?${this.#query({ lang: this.place.language })}`,
      {
        method: "POST",
      },
    );
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
      return await fetch(this.base + path, {
        ...options,
        credentials: "omit",
        signal: AbortSignal.timeout(PATIENCE),
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
  429: "rate_limited",
  503: "storage_unavailable",
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
