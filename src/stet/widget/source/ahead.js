/** Where a section stands, and what it will ask first: asked already while its parts are still on their way. */

// As in api.js: longer than a slow phone line needs.
const PATIENCE = 20_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @typedef {{site: string | null, article: string | null, url: string | null, language: string}} Place */

/**
 * `article` is the publisher's own id of the article; with `url` instead, or with neither, an address names it.
 * @param {HTMLElement} host
 * @param {string} language
 * @returns {Place}
 */
export function placeOf(host, language) {
  const article = host.getAttribute("article");
  const url = article && !host.hasAttribute("url") ? null : addressOf(host);
  return { site: host.getAttribute("site"), article, url, language };
}

/**
 * The address that the element names, else the page's canonical one, else the page's.
 * @param {HTMLElement} host
 */
function addressOf(host) {
  const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute("href");
  const url = new URL(host.getAttribute("url") ?? canonical ?? location.href, location.href);
  url.hash = "";
  return url.href;
}

/**
 * The comment that the section is to open at: the one the element names, else the one the page's address is about.
 * @param {HTMLElement} host
 */
export function commentOf(host) {
  return uuid(host.getAttribute("comment")) ?? linkedComment();
}

/** The comment that the page's address is about. A page may have a fragment or a parameter of that name for itself. */
export function linkedComment() {
  return uuid(/^#comment-(.+)$/.exec(location.hash)?.[1] ?? new URLSearchParams(location.search).get("comment"));
}

/** @param {string | null} name Of a comment, if it is one. */
function uuid(name) {
  return name && UUID.test(name) ? name : null;
}

/**
 * @param {string} service
 * @param {Place} place
 * @param {string} order
 * @param {string | null} comment
 * @returns {(address: string) => Promise<Response> | undefined} The answer to what was asked already, once.
 */
export function ahead(service, { language, ...where }, order, comment) {
  const thread = asked(service, "/thread", { ...where, order, page: "1", comment });
  const guidelines = asked(service, "/guidelines", { site: where.site, lang: language });
  const answers = new Map([thread, guidelines]);
  return (address) => {
    const name = nameOf(address);
    const answer = answers.get(name);
    answers.delete(name);
    return answer;
  };
}

/**
 * @param {string} service
 * @param {string} path
 * @param {Record<string, string | null>} parameters
 * @returns {[string, Promise<Response>]}
 */
function asked(service, path, parameters) {
  const address = new URL(service + path);
  for (const [name, value] of Object.entries(parameters)) if (value) address.searchParams.set(name, value);
  const answer = fetch(address, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
  // Whoever takes the answer hears of the failure; nobody may come to take it.
  answer.catch(() => {});
  return [nameOf(address.href), answer];
}

/** The same question has one name, however its parameters are ordered. @param {string} address */
function nameOf(address) {
  const url = new URL(address);
  url.searchParams.sort();
  return url.href;
}
