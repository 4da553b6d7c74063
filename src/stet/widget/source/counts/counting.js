/** Asks how many comments there are under many articles: a hundred by one request. */

/** @typedef {{article: string | null, url: string | null}} Named What names an article: the publisher's id, or an address. */

// What the API answers at once, and how long an address any proxy lets pass, in characters.
const MOST = 100;
const LONGEST = 6000;

/**
 * @param {string} service Such as `https://comments.example/api/v1`.
 * @param {string | null} site
 * @param {Named[]} named
 * @returns {Promise<(one: Named) => number | undefined>} The count; undefined where it could not be had.
 */
export async function askCounts(service, site, named) {
  const asked = [...new Set(named.flatMap(parameter))];
  const answers = await Promise.all(batches(asked).map((batch) => ask(service, site, batch)));
  const counts = Object.assign({}, ...answers.map((answer) => answer?.counts));
  const urls = Object.assign({}, ...answers.map((answer) => answer?.urls));
  return ({ article, url }) => (article ? counts[article] : urls[url ?? ""]);
}

/** @param {Named} named */
function parameter({ article, url }) {
  if (article) return [`article=${encodeURIComponent(article)}`];
  return url ? [`url=${encodeURIComponent(url)}`] : [];
}

/** @param {string[]} parameters */
function batches(parameters) {
  /** @type {string[][]} */
  const made = [];
  for (const one of parameters) {
    const last = made.at(-1);
    if (!last || last.length === MOST || last.join("&").length + one.length > LONGEST) made.push([one]);
    else last.push(one);
  }
  return made;
}

/**
 * @param {string} service
 * @param {string | null} site
 * @param {string[]} parameters
 * @returns {Promise<{counts: Record<string, number>, urls?: Record<string, number>} | null>}
 */
async function ask(service, site, parameters) {
  const where = site ? [`site=${encodeURIComponent(site)}`] : [];
  try {
    const answer = await fetch(`${service}/counts?${[...where, ...parameters].join("&")}`, { credentials: "omit" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
