/** Lets something be put in above what is being read without moving that. */

/**
 * @param {HTMLElement} list Of the items that the reader may be reading in.
 * @param {() => void} change
 */
export function keepInPlace(list, change) {
  const read = firstInView(list);
  const before = read?.getBoundingClientRect().top ?? 0;
  // Browsers that keep the place by themselves would do it a second time.
  list.classList.add("held");
  change();
  if (read) scrollerOf(list).scrollBy({ top: read.getBoundingClientRect().top - before, behavior: "instant" });
  list.classList.remove("held");
}

/**
 * The first comment that is at least partly in view. Whole conversations are passed over first, so that what lies far
 * above is not laid out for the question alone.
 * @param {HTMLElement} list
 */
function firstInView(list) {
  const item = [...list.children].find(isInView);
  return item && ([...item.querySelectorAll("article")].find(isInView) ?? item);
}

/** @param {Element} one */
function isInView(one) {
  const { top, bottom } = one.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/**
 * What scrolls around the section, through shadow trees.
 * @param {Node} inner
 * @returns {Element}
 */
function scrollerOf(inner) {
  for (let node = /** @type {Node | null} */ (inner); node; node = node.parentNode ?? hostOf(node)) {
    if (node instanceof HTMLElement && node.scrollHeight > node.clientHeight && scrolls(node)) return node;
  }
  return document.scrollingElement ?? document.documentElement;
}

/** @param {Node} node */
function hostOf(node) {
  return node instanceof ShadowRoot ? node.host : null;
}

/** @param {HTMLElement} box */
function scrolls(box) {
  return box !== document.body && /auto|scroll/.test(getComputedStyle(box).overflowY);
}
