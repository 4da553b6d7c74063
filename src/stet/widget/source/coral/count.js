/**
 * Coral's count.js, at Coral's own address: fills in elements of the class `coral-count`, which name a story by
 * `data-coral-id` or `data-coral-url`; with `data-coral-notext="true"` by the number alone. One request counts a hundred.
 */

import { fillCounts } from "./counting.js";

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const ROOT = new URL(script?.src || location.href).origin;

/** @param {{reset?: boolean}} [options] */
const getCount = ({ reset = false } = {}) => void fillCounts(ROOT, reset);
Object.assign(window, { CoralCount: { getCount, reload: () => getCount() } });

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => getCount());
else getCount();
