/** Writes numbers, dates and sentences as the reader's language does, also where the browser lacks its data. */

import { element } from "./dom.js";

// Sets a name apart, so that a right-to-left name does not reorder a left-to-right sentence, or the other way round.
const ISOLATE = "\u2068";
const END_ISOLATE = "\u2069";

export class Locale {
  /** @param {import("./types.js").Strings} strings */
  constructor(strings) {
    this.strings = strings;
    this.intl = Intl.DateTimeFormat.supportedLocalesOf(strings.locale)[0] ?? "en-GB";
    const plurals = Intl.PluralRules.supportedLocalesOf(strings.locale)[0];
    this.plurals = plurals ? new Intl.PluralRules(plurals) : null;
    this.numbers = new Intl.NumberFormat(this.intl);
    this.dates = new Intl.DateTimeFormat(this.intl, { dateStyle: "long", timeStyle: "short" });
  }

  /** @param {number} n */
  number(n) {
    return this.strings.digits ? this.#digits(String(n)) : this.numbers.format(n);
  }

  /**
   * The form of a sentence that goes with a number.
   * @param {import("./types.js").Plural} forms
   * @param {number} n
   */
  count(forms, n) {
    // Both kinds of Kurdish distinguish one from the rest, which is what the fallback does.
    const rule = this.plurals ? this.plurals.select(n) : n === 1 ? "one" : "other";
    return (forms[rule] ?? forms.other).replace("{n}", this.number(n));
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
      .replace("{day}", this.#digits(String(when.getDate())))
      .replace("{month}", this.strings.months[when.getMonth()] ?? "")
      .replace("{year}", this.#digits(String(when.getFullYear())))
      .replace("{time}", this.#digits(clock));
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

  /** @param {string} text */
  #digits(text) {
    const { digits } = this.strings;
    return digits ? text.replace(/[0-9]/g, (digit) => digits[Number(digit)] ?? digit) : text;
  }
}
