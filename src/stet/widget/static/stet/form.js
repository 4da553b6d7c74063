/** The box to write in: a comment of its own, or a reply. What is written here is never lost, whatever happens. */

import { ApiError } from "./api.js";
import { button, element, fill } from "./dom.js";
import { asApiError, trouble } from "./trouble.js";

// What the service takes for a name, in code points.
const LONGEST_NAME = 80;
// Ids must be unique in a section, and several reply forms may be open.
let forms = 0;

/**
 * @typedef {object} Wishes
 * @property {import("./types.js").Comment | null} parent Null for a comment of its own.
 * @property {number} longest In code points.
 * @property {boolean} guests Whether one may write without being signed in.
 * @property {string} page Where the thread is readable without this script.
 * @property {(receipt: import("./types.js").Receipt) => void} onPosted
 * @property {() => void} [onCancel]
 * @property {(body: string) => void} [onAsOwn] Takes a text whose parent is gone.
 */

export class CommentForm {
  /**
   * @param {import("./types.js").Context} context
   * @param {Wishes} wishes
   */
  constructor(context, wishes) {
    this.context = context;
    this.wishes = wishes;
    this.longest = wishes.longest;
    this.parent = wishes.parent?.id ?? null;
    this.busy = false;
    const { strings } = context.locale;
    const id = `form-${(forms += 1)}`;
    this.name = element("input", { id: `${id}-name`, autocomplete: "name", dir: "auto", part: "input" });
    this.name.value = context.memory.name;
    this.nameRow = field(strings.name, this.name);
    this.nameRow.hidden = context.api.token !== null;
    this.body = element("textarea", {
      id: `${id}-body`,
      rows: 4,
      dir: "auto",
      part: "textarea",
      "aria-describedby": `${id}-verbatim ${id}-left`,
    });
    this.kept = element("span", { hidden: true }, strings.draftKept);
    this.left = element("span", { id: `${id}-left`, class: "left" });
    this.send = element("button", { class: "send", part: "button send" }, this.#sendLabel);
    this.trouble = element("div");
    this.element = this.#build(id);
    this.write(context.memory.draft(this.parent).body);
  }

  /**
   * Puts a text into the box, in place of what stands there.
   * @param {string} body
   */
  write(body) {
    this.body.value = body;
    this.#count();
  }

  focus() {
    (this.nameRow.hidden || this.name.value ? this.body : this.name).focus();
  }

  /** @param {string} id */
  #build(id) {
    const { strings } = this.context.locale;
    const form = element(
      "form",
      { class: "form", part: "form", novalidate: true, "aria-labelledby": `${id}-title` },
      element("h3", { id: `${id}-title` }, ...this.#title()),
      this.nameRow,
      field(strings.body, this.body),
      element(
        "p",
        { class: "hints" },
        element("span", { id: `${id}-verbatim` }, strings.verbatim),
        this.left,
        this.kept,
      ),
      this.trouble,
      element("p", { class: "actions" }, this.send, this.#cancelButton()),
    );
    this.body.addEventListener("input", () => this.#typed());
    this.name.addEventListener("input", () => this.name.removeAttribute("aria-invalid"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    return form;
  }

  #title() {
    const { locale } = this.context;
    const { parent } = this.wishes;
    return parent ? locale.aboutNodes(locale.strings.writeReply, parent.author?.name ?? "") : [locale.strings.write];
  }

  get #sendLabel() {
    const { strings } = this.context.locale;
    return this.parent ? strings.postReply : strings.post;
  }

  #cancelButton() {
    const { onCancel } = this.wishes;
    return onCancel ? button(this.context.locale.strings.cancel, onCancel) : null;
  }

  #typed() {
    const kept = this.context.memory.keepDraft(this.parent, this.body.value);
    this.kept.hidden = !kept || this.body.value === "";
    this.body.removeAttribute("aria-invalid");
    this.#count();
  }

  #count() {
    const { locale } = this.context;
    const left = this.longest - Array.from(this.body.value).length;
    const { strings } = locale;
    this.left.textContent = left < 0 ? locale.count(strings.tooMany, -left) : locale.count(strings.left, left);
    this.left.classList.toggle("over", left < 0);
  }

  async submit() {
    if (this.busy) return;
    fill(this.trouble);
    const submission = this.#submission();
    const missing = this.#missing(submission);
    if (missing) {
      this.#fail(missing);
      return;
    }
    this.#setBusy(true);
    try {
      const receipt = await this.context.api.post(submission, this.context.memory.attempt(submission));
      this.#done(receipt, submission.name);
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#setBusy(false);
    }
  }

  /** @returns {import("./types.js").Submission} */
  #submission() {
    const name = this.nameRow.hidden ? null : this.name.value.trim();
    return { body: this.body.value, parent: this.parent, name };
  }

  /**
   * What can be said without asking the service.
   * @param {import("./types.js").Submission} submission
   */
  #missing({ body, name }) {
    if (name === "") return new ApiError("name_missing", "", "author.name");
    if (Array.from(name ?? "").length > LONGEST_NAME) return new ApiError("name_too_long", "", "author.name");
    if (body.trim() === "") return new ApiError("body_empty", "", "body");
    if (Array.from(body).length > this.longest) return new ApiError("body_too_long", "", "body");
    return null;
  }

  /**
   * @param {import("./types.js").Receipt} receipt
   * @param {string | null} name
   */
  #done(receipt, name) {
    const { memory } = this.context;
    if (name !== null) memory.name = name;
    memory.forgetDraft(this.parent);
    this.kept.hidden = true;
    this.write("");
    this.wishes.onPosted(receipt);
  }

  /** @param {unknown} problem */
  #fail(problem) {
    const error = asApiError(problem);
    const { memory, locale } = this.context;
    if (error.code.startsWith("idempotency_key")) memory.forgetAttempt(this.parent);
    const { onAsOwn, page, guests } = this.wishes;
    const ways = {
      retry: () => void this.submit(),
      copy: () => void navigator.clipboard?.writeText(this.body.value),
      ...(guests && { asGuest: () => this.#asGuest() }),
      ...(onAsOwn && { asOwn: () => onAsOwn(this.body.value) }),
      page,
    };
    fill(this.trouble, trouble(locale, error, ways, this.body.value !== "" && !error.field));
    this.#pointAt(error.field);
  }

  /** @param {string | null} field */
  #pointAt(field) {
    const input = field === "body" ? this.body : field?.endsWith("name") ? this.name : null;
    input?.setAttribute("aria-invalid", "true");
    input?.focus();
  }

  #asGuest() {
    this.context.api.token = null;
    this.nameRow.hidden = false;
    fill(this.trouble);
    this.name.focus();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    const { strings } = this.context.locale;
    this.busy = busy;
    // Disabling would drop the focus; the flag above keeps a second press from sending twice.
    this.send.setAttribute("aria-disabled", String(busy));
    this.send.textContent = busy ? strings.posting : this.#sendLabel;
    if (busy) this.context.announce(strings.posting);
  }
}

/**
 * @param {string} label
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 */
function field(label, input) {
  return element("p", { class: "field" }, element("label", { for: input.id }, label), input);
}
