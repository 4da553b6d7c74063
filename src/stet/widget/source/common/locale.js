/** Writes dates and sentences as the reader's language does, also where the browser lacks its data. */

import { element } from "./dom.js";
import { Numbers } from "./numbers.js";

// Sets a name apart, so that a right-to-left name does not reorder a left-to-right sentence, or the other way round.
const ISOLATE = "\u2068";
const END_ISOLATE = "\u2069";

/** How many seconds the units of "5 minutes ago" have, largest first. @type {["day" | "hour" | "minute", number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
// From a week on, the day itself says more than the distance.
const LONG_AGO = 7 * 86_400;

export class Locale extends Numbers {
  /** @param {import("../types.js").Strings} strings */
  constructor(strings) {
    super(strings);
    this.strings = strings;
    this.intl = Intl.DateTimeFormat.supportedLocalesOf(strings.locale)[0] ?? "en-GB";
    this.dates = new Intl.DateTimeFormat(this.intl, { dateStyle: "long", timeStyle: "short" });
  }

  /**
   * Day and time, in the reader's own time zone.
   * @param {string} iso
   */
  dateTime(iso) {
    const when = new Date(iso);
    if (Number.isNaN(when.getTime())) return "";
    if (!this.strings.months) return this.dates.format(when);
    const clock = `${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}`;
    return this.strings.dateTime
      .replace("{day}", this.digits(String(when.getDate())))
      .replace("{month}", this.strings.months[when.getMonth()] ?? "")
      .replace("{year}", this.digits(String(when.getFullYear())))
      .replace("{time}", this.digits(clock));
  }

  /**
   * How long ago it was, in words; the date itself once that says more.
   * @param {string} iso
   */
  ago(iso) {
    // A clock that is slow must not put what is just written into the future.
    const seconds = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
    if (!(seconds < LONG_AGO)) return this.dateTime(iso);
    const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? [null, 1];
    return unit ? this.#distance(unit, Math.floor(seconds / size)) : this.strings.justNow;
  }

  /** @type {Intl.RelativeTimeFormat | undefined} */
  #distances;

  /**
   * @param {"day" | "hour" | "minute"} unit
   * @param {number} n
   */
  #distance(unit, n) {
    const { ago } = this.strings;
    if (ago) return this.count(ago[unit], n);
    this.#distances ??= new Intl.RelativeTimeFormat(this.intl, { numeric: "auto" });
    return this.#distances.format(-n, unit);
  }

  /**
   * A sentence about somebody or something, as plain text.
   * @param {string} sentence
   * @param {string} value
   */
  about(sentence, value) {
    return sentence.replace(/\{\w+\}/, () => ISOLATE + value + END_ISOLATE);
  }

  /**
   * The same with the value isolated in an element of its own.
   * @param {string} sentence
   * @param {string} value
   * @returns {(string | HTMLElement)[]}
   */
  aboutNodes(sentence, value) {
    const [before = "", after = ""] = sentence.split(/\{\w+\}/);
    return [before, element("bdi", {}, value), after];
  }
}
