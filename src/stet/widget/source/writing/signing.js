/** Who writes: a guest, a reader whom the page's own token names, or one who signed in by the ways the site offers. */

import { button, element, webAddress } from "../common/dom.js";
import { emit } from "../common/events.js";
import { asApiError, part } from "../common/trouble.js";

// When signing in was begun in this browser: the link in a letter may be opened in another of its tabs.
const BEGUN = "stet:signing-in";
const HOUR = 3_600_000;

/**
 * What stands under the name: who is signed in, or the way to sign in where the site offers one.
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").SiteSettings} settings
 * @param {string | null} parent Of the comment under way.
 * @returns {import("../common/dom.js").Child[]}
 */
export function accountLine(context, settings, parent) {
  const { api, locale, memory } = context;
  const { strings } = locale;
  const { session } = memory;
  if (session && api.token === session.token) {
    const out = button(strings.signOut, () => context.signedIn(null, null));
    return [element("span", {}, ...locale.aboutNodes(strings.signedInAs, session.name)), out];
  }
  if (api.token || !settings.sign_in_url) return [];
  return [button(strings.signInHere, () => signIn(context, settings, parent))];
}

/**
 * Opens the sign-in page beside this one. A browser that opens no further window goes there and comes back.
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").SiteSettings} settings
 * @param {string | null} parent
 */
export function signIn(context, settings, parent) {
  emit(context, "stet:signin-wanted", {});
  const address = settings.sign_in_url && webAddress(settings.sign_in_url);
  if (!address) return;
  const there = new URL(address);
  there.searchParams.set("return", location.href.replace(/#.*/, ""));
  withStorage((storage) => storage.setItem(BEGUN, String(Date.now())));
  const beside = open(there, "stet-sign-in", "popup,width=480,height=680");
  if (!beside) location.assign(there);
  else void wait(context, beside, parent);
}

/** Whether this browser began to sign in within the last hour. */
export function hasBegun() {
  return withStorage((storage) => Date.now() - Number(storage.getItem(BEGUN)) < HOUR) ?? false;
}

export function forgetBegun() {
  withStorage((storage) => storage.removeItem(BEGUN));
}

/**
 * @template Result
 * @param {(storage: Storage) => Result} act
 */
function withStorage(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

/**
 * @param {import("../types.js").Context} context
 * @param {Window} beside
 * @param {string | null} parent
 */
async function wait(context, beside, parent) {
  try {
    const { waitFor } = await part(import("./account.js"));
    waitFor(context, beside, parent);
  } catch (problem) {
    context.tell(asApiError(problem), () => void wait(context, beside, parent));
  }
}

/**
 * In place of the box, where guests may not write. Where only the page itself knows its readers, the page hears of it.
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").SiteSettings} settings
 */
export function signInNotice(context, settings) {
  const { strings } = context.locale;
  const known = settings.sign_in_url || settings.sign_in.token;
  return element(
    "div",
    { class: "notice" },
    element("p", {}, strings.signIn),
    known &&
      element(
        "p",
        { class: "actions" },
        button(strings.signInHere, () => signIn(context, settings, null)),
      ),
  );
}
