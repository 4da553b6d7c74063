/** Telling the newsroom that a published comment breaks a guideline, or the law (Digital Services Act, article 16). */

import { ApiError } from "../common/api.js";
import { openDialog } from "../common/dialog.js";
import { button, element, fill, focusOn } from "../common/dom.js";
import { emit } from "../common/events.js";
import { trouble } from "../common/trouble.js";

// What the service takes for an explanation and for a name, in code points.
const LONGEST_EXPLANATION = 2000;
const LONGEST_NAME = 80;
// Choices that are no guideline.
const [OTHER, ILLEGAL] = ["*other", "*illegal"];

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Comment} Comment */
/** @typedef {keyof import("../types.js").ReportStrings["missing"]} Missing */

/**
 * @param {Context} context
 * @param {Comment} comment
 */
export async function openReport(context, comment) {
  const { guidelines, language, direction } = await context.api.guidelines();
  const { locale } = context;
  const report = new Report(context, comment);
  report.build(guidelines, { lang: language, dir: direction });
  openDialog(context, locale.aboutNodes(locale.strings.reports.title, comment.author?.name ?? ""), report.element);
}

class Report {
  /**
   * @param {Context} context
   * @param {Comment} comment
   */
  constructor(context, comment) {
    this.context = context;
    this.comment = comment;
    this.words = context.locale.strings.reports;
    this.busy = false;
    this.choices = element("fieldset", { class: "choices" });
    this.explanation = element("textarea", { id: "report-why", rows: 3, dir: "auto", maxlength: LONGEST_EXPLANATION });
    this.optional = element("span", { class: "muted" }, ` (${this.words.optional})`);
    this.name = element("input", { id: "report-name", autocomplete: "name", dir: "auto", maxlength: LONGEST_NAME });
    this.name.value = context.memory.name;
    this.email = element("input", {
      id: "report-email",
      type: "email",
      autocomplete: "email",
      dir: "ltr",
      "aria-describedby": "report-email-note",
    });
    this.faith = element("input", { id: "report-faith", type: "checkbox" });
    this.law = this.#lawFields();
    this.trouble = element("div");
    this.send = element("button", { class: "send", part: "button send" }, this.words.send);
    this.element = element("form", { class: "asked", novalidate: true });
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.element.addEventListener("change", () => this.#chosen());
  }

  /**
   * @param {import("../types.js").Guideline[]} guidelines
   * @param {{lang: string, dir: string}} tongue
   */
  build(guidelines, tongue) {
    const { words } = this;
    fill(
      this.choices,
      element("legend", {}, words.which),
      ...guidelines.map(({ id, title }) => choice(id, title, tongue)),
      choice(OTHER, words.other),
      choice(ILLEGAL, words.illegal),
    );
    fill(
      this.element,
      element("blockquote", { class: "body excerpt", dir: "auto" }, this.comment.body ?? ""),
      this.choices,
      element(
        "p",
        { class: "field" },
        element("label", { for: this.explanation.id }, words.why, this.optional),
        this.explanation,
      ),
      this.law,
      this.trouble,
      element("p", { class: "actions" }, this.send),
    );
    this.#chosen();
  }

  #lawFields() {
    const { words } = this;
    return element(
      "div",
      { class: "law", hidden: true },
      element("p", {}, words.illegalNote),
      element(
        "p",
        { class: "field" },
        element("label", { for: this.name.id }, this.context.locale.strings.name),
        this.name,
      ),
      element(
        "p",
        { class: "field" },
        element("label", { for: this.email.id }, words.email),
        this.email,
        element("span", { class: "muted", id: "report-email-note" }, words.emailNote),
      ),
      element("label", { class: "tick" }, this.faith, element("span", {}, words.goodFaith)),
    );
  }

  get #choice() {
    return this.choices.querySelector("input:checked")?.getAttribute("value") ?? null;
  }

  /** Words are needed where no guideline says what is wrong. */
  #chosen() {
    const choice = this.#choice;
    this.law.hidden = choice !== ILLEGAL;
    this.optional.hidden = choice === OTHER || choice === ILLEGAL;
  }

  /** @returns {import("../types.js").Notice} */
  #notice() {
    const choice = this.#choice;
    const illegal = choice === ILLEGAL;
    return {
      guideline: illegal || choice === OTHER ? null : choice,
      illegal,
      explanation: this.explanation.value.trim(),
      ...(illegal && { name: this.name.value.trim(), email: this.email.value.trim() }),
      good_faith: illegal && this.faith.checked,
    };
  }

  async #submit() {
    if (this.busy) return;
    const notice = this.#notice();
    const missing = this.#missing(notice);
    if (missing) {
      this.#fail(new ApiError("field_invalid", "", missing), this.words.missing[missing]);
      return;
    }
    this.#setBusy(true);
    try {
      await this.context.api.report(this.comment.id, notice);
      emit(this.context, "stet:report", { id: this.comment.id });
      this.#thank(notice.illegal);
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#setBusy(false);
    }
  }

  /**
   * What can be said without asking the service.
   * @param {import("../types.js").Notice} notice
   * @returns {Missing | null}
   */
  #missing({ illegal, explanation, name, email, good_faith: faith }) {
    const choice = this.#choice;
    if (!choice) return "guideline";
    if (!explanation && (illegal || choice === OTHER)) return "explanation";
    if (!illegal) return null;
    if (!name) return "name";
    if (!email || !this.email.validity.valid) return "email";
    return faith ? null : "good_faith";
  }

  /**
   * @param {unknown} problem
   * @param {string} [said] In place of what is usually said about it.
   */
  #fail(problem, said = this.#wanting(problem)) {
    const shown = trouble(this.context.locale, problem, { retry: () => void this.#submit() });
    if (said) shown.querySelector("p")?.replaceChildren(said);
    fill(this.trouble, shown);
    for (const input of this.element.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    this.#pointAt(problem instanceof ApiError ? problem.field : null);
  }

  /**
   * What the service misses in a field, in our words: those of its answer are in whatever language it speaks.
   * @param {unknown} problem
   */
  #wanting(problem) {
    if (!(problem instanceof ApiError) || problem.code in this.context.locale.strings.errors) return undefined;
    return this.words.missing[/** @type {Missing} */ (problem.field)];
  }

  /** @param {string | null} field */
  #pointAt(field) {
    const first = this.choices.querySelector("input");
    const inputs = {
      guideline: first,
      explanation: this.explanation,
      name: this.name,
      email: this.email,
      good_faith: this.faith,
    };
    const input = inputs[/** @type {Missing} */ (field)];
    input?.setAttribute("aria-invalid", "true");
    input?.focus();
  }

  /** @param {boolean} illegal */
  #thank(illegal) {
    const { words } = this;
    const { strings } = this.context.locale;
    const said = element("p", {}, element("strong", {}, words.thanks));
    const close = button(strings.close, () => this.element.closest("dialog")?.close(), { class: "send" });
    fill(
      this.element,
      said,
      element("p", {}, words.whatNow),
      illegal && element("p", {}, words.told),
      element("p", { class: "actions" }, close),
    );
    focusOn(said);
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.busy = busy;
    this.send.setAttribute("aria-disabled", String(busy));
    this.send.textContent = busy ? this.words.sending : this.words.send;
  }
}

/**
 * @param {string} value
 * @param {string} title
 * @param {Record<string, string>} [tongue]
 */
function choice(value, title, tongue = {}) {
  return element(
    "label",
    { class: "tick" },
    element("input", { type: "radio", name: "guideline", value }),
    element("span", tongue, title),
  );
}
