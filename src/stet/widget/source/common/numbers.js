/** Writes numbers, and what is counted, as the reader's language does, also where the browser lacks its data. */

/** @typedef {Pick<import("../types.js").Strings, "locale" | "digits">} Script */

export class Numbers {
  /** @param {Script} script */
  constructor({ locale, digits }) {
    this.ownDigits = digits;
    const plurals = Intl.PluralRules.supportedLocalesOf(locale)[0];
    this.plurals = plurals ? new Intl.PluralRules(plurals) : null;
    this.format = new Intl.NumberFormat(Intl.NumberFormat.supportedLocalesOf(locale)[0] ?? "en-GB");
  }

  /** @param {number} n */
  number(n) {
    return this.ownDigits ? this.digits(String(n)) : this.format.format(n);
  }

  /**
   * The form of a sentence that goes with a number.
   * @param {import("../types.js").Plural} forms
   * @param {number} n
   */
  count(forms, n) {
    // Both kinds of Kurdish distinguish one from the rest, which is what the fallback does.
    const rule = this.plurals ? this.plurals.select(n) : n === 1 ? "one" : "other";
    return (forms[rule] ?? forms.other).replace("{n}", this.number(n));
  }

  /** @param {string} text Whose digits are to be the language's own. */
  digits(text) {
    const { ownDigits } = this;
    return ownDigits ? text.replace(/[0-9]/g, (digit) => ownDigits[Number(digit)] ?? digit) : text;
  }
}
