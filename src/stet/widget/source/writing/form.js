/** The box to write in: a comment of its own, or a reply. What is written here is never lost, whatever happens. */

import { ApiError } from "../common/api.js";
import { button, element, fill } from "../common/dom.js";
import { emit } from "../common/events.js";
import { asApiError, part, trouble } from "../common/trouble.js";

// What the service takes for a name, in code points.
const LONGEST_NAME = 80;
// A shorter text says too little to be told anything about it.
const WORTH_A_HINT = 15;
// Who cannot see how much room is left hears it here, in code points; every letter would be too often.
const TELLING = [100, 20, 0, -1];
// Ids must be unique in a section, and several reply forms may be open.
let forms = 0;

/**
 * @typedef {object} Wishes
 * @property {import("../types.js").Comment | null} parent Null for a comment of its own.
 * @property {import("../types.js").ThreadPage} thread
 * @property {string} page Where the thread is readable without this script.
 * @property {(receipt: import("../types.js").Receipt) => void} onPosted
 * @property {() => void} [onCancel]
 * @property {(body: string) => void} [onAsOwn] Takes a text whose parent is gone.
 */

export class CommentForm {
  /**
   * @param {import("../types.js").Context} context
   * @param {Wishes} wishes
   */
  constructor(context, wishes) {
    this.context = context;
    this.wishes = wishes;
    this.longest = wishes.thread.longest_comment;
    this.room = this.longest;
    this.parent = wishes.parent?.id ?? null;
    this.busy = false;
    this.opened = performance.now();
    const { strings } = context.locale;
    const id = `form-${(forms += 1)}`;
    this.name = element("input", { id: `${id}-name`, autocomplete: "name", dir: "auto", part: "input" });
    this.name.setAttribute("aria-describedby", `${id}-trouble`);
    this.name.value = context.memory.name;
    this.nameRow = field(strings.name, this.name);
    this.nameRow.hidden = context.api.token !== null;
    this.account = element("p", { class: "account" });
    this.body = element("textarea", {
      id: `${id}-body`,
      rows: 4,
      dir: "auto",
      part: "textarea",
      "aria-describedby": `${id}-verbatim ${id}-left ${id}-trouble`,
    });
    this.kept = element("span", { hidden: true }, strings.draftKept);
    this.left = element("span", { id: `${id}-left`, class: "left" });
    // People neither see nor reach it; a program that fills in every field gives itself away.
    this.trap = element("input", { name: "website", tabindex: -1, autocomplete: "off" });
    this.hint = element("div");
    this.preview = element("div", { id: `${id}-preview` });
    const keys = { "aria-keyshortcuts": "Control+Enter Meta+Enter" };
    this.send = element("button", { class: "send", part: "button send", ...keys }, this.#sendLabel);
    this.trouble = element("div", { id: `${id}-trouble` });
    this.element = this.#build(id);
    if (context.memory.session || wishes.thread.site_settings.sign_in_url) this.#drawAccount();
    else this.account.remove();
    this.write(context.memory.resumeDraft(this.parent));
  }

  /**
   * Puts a text into the box, in place of what stands there.
   * @param {string} body
   */
  write(body) {
    this.body.value = body;
    this.#count();
    this.#shown?.(body);
  }

  /** Keeps the text that stands here when another tab has written over it. */
  defendDraft() {
    if (this.body.value) this.context.memory.defendDraft(this.parent, this.body.value);
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
      this.account,
      field(strings.body, this.body),
      element(
        "p",
        { class: "hints" },
        element("span", { id: `${id}-verbatim` }, strings.verbatim),
        this.left,
        this.kept,
      ),
      element("div", { class: "trap", "aria-hidden": "true" }, this.trap),
      this.hint,
      this.trouble,
      this.preview,
      element("p", { class: "actions" }, this.send, this.#previewButton(), this.#cancelButton()),
    );
    this.body.addEventListener("input", () => this.#typed());
    this.body.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.submit();
    });
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

  #drawAccount() {
    const { site_settings: settings } = this.wishes.thread;
    this.#signing(
      ({ accountLine }) => fill(this.account, ...accountLine(this.context, settings, this.parent)),
      () => {},
    );
  }

  /**
   * @param {(signing: typeof import("./signing.js")) => void} act
   * @param {(problem: unknown) => void} [fail]
   */
  #signing(act, fail = (problem) => this.#fail(problem)) {
    part(import("./signing.js")).then(act, fail);
  }

  /** Shows a text as it would be published, while the preview is open. @type {((body: string) => void) | null} */
  #shown = null;

  #previewButton() {
    const { strings } = this.context.locale;
    const about = { "aria-expanded": "false", "aria-controls": this.preview.id };
    /** @type {HTMLButtonElement} */
    const made = button(strings.preview, () => void this.#togglePreview(made), about);
    return made;
  }

  /** @param {HTMLButtonElement} trigger */
  async #togglePreview(trigger) {
    const open = trigger.getAttribute("aria-expanded") !== "true";
    this.#shown = null;
    fill(this.preview);
    fill(this.trouble);
    try {
      if (open) await this.#openPreview();
      trigger.setAttribute("aria-expanded", String(open));
    } catch (problem) {
      fill(this.trouble, trouble(this.context.locale, problem, { retry: () => void this.#togglePreview(trigger) }));
    }
  }

  async #openPreview() {
    const { previewIn } = await part(import("./preview.js"));
    this.#shown = previewIn(this.preview, this.context, () => this.name.value.trim());
    this.#shown(this.body.value);
  }

  /** @type {Promise<import("./hint.js").Hint | null> | undefined} */
  #hints;

  /** Has the text looked at once it rests, where the site wants that. Nobody misses it where it fails. */
  async #look() {
    const long = this.body.value.trim().length > WORTH_A_HINT;
    if (!this.wishes.thread.site_settings.hints || !(long || this.#hints)) return;
    this.#hints ??= part(import("./hint.js")).then(
      ({ Hint }) => new Hint(this.context, this.hint, this.body, this.parent),
      () => null,
    );
    (await this.#hints)?.typed(long);
  }

  #typed() {
    const kept = this.context.memory.keepDraft(this.parent, this.body.value);
    this.kept.hidden = !kept || this.body.value === "";
    this.body.removeAttribute("aria-invalid");
    this.#count();
    this.#tellRoom();
    this.#shown?.(this.body.value);
    void this.#look();
  }

  #tellRoom() {
    const left = this.longest - Array.from(this.body.value).length;
    const passed = TELLING.some((mark) => left <= mark && this.room > mark);
    if (passed) this.context.announce(this.left.textContent ?? "");
    this.room = left;
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
      this.#done(await this.#post(submission), submission.name);
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {import("../types.js").Submission} submission */
  async #post(submission) {
    const { api, memory } = this.context;
    const key = memory.attempt(submission);
    const signs = { trap: this.trap.value, elapsed: Math.round(performance.now() - this.opened) };
    try {
      return await api.post(submission, key, signs);
    } catch (problem) {
      if (!asApiError(problem).code.startsWith("proof_")) throw problem;
      return await this.#postWithProof(submission, key, signs);
    }
  }

  /**
   * The same after the browser did the little work that the service asks for.
   * @param {import("../types.js").Submission} submission
   * @param {string} key
   * @param {import("../types.js").Signs} signs
   */
  async #postWithProof(submission, key, signs) {
    const { api, locale, announce } = this.context;
    this.send.textContent = locale.strings.checking;
    announce(locale.strings.checking);
    const { prove } = await part(import("./proof.js"));
    return api.post(submission, key, { ...signs, proof: await prove(api) });
  }

  /** @returns {import("../types.js").Submission} */
  #submission() {
    const name = this.nameRow.hidden ? null : this.name.value.trim();
    return { body: this.body.value, parent: this.parent, name };
  }

  /**
   * What can be said without asking the service.
   * @param {import("../types.js").Submission} submission
   */
  #missing({ body, name }) {
    if (name === "") return new ApiError("name_missing", "", "author.name");
    if (Array.from(name ?? "").length > LONGEST_NAME) return new ApiError("name_too_long", "", "author.name");
    if (body.trim() === "") return new ApiError("body_empty", "", "body");
    if (Array.from(body).length > this.longest) return new ApiError("body_too_long", "", "body");
    return null;
  }

  /**
   * @param {import("../types.js").Receipt} receipt
   * @param {string | null} name
   */
  #done(receipt, name) {
    const { memory } = this.context;
    if (name !== null) memory.name = name;
    memory.forgetDraft(this.parent);
    this.kept.hidden = true;
    this.opened = performance.now();
    this.write("");
    void this.#look();
    this.wishes.onPosted(receipt);
  }

  /** @param {unknown} problem */
  #fail(problem) {
    const error = asApiError(problem);
    const { memory, locale } = this.context;
    if (error.code.startsWith("idempotency_key")) memory.forgetAttempt(this.parent);
    emit(this.context, "stet:error", { code: error.code, parent: this.parent });
    const { onAsOwn, page, thread } = this.wishes;
    const ways = {
      retry: () => void this.submit(),
      copy: () => void navigator.clipboard?.writeText(this.body.value),
      ...(thread.guests_may_comment && { asGuest: () => this.#asGuest() }),
      ...(thread.site_settings.sign_in_url && {
        signInHere: () => this.#signing(({ signIn }) => signIn(this.context, thread.site_settings, this.parent)),
      }),
      ...(onAsOwn && { asOwn: () => onAsOwn(this.body.value) }),
      page,
    };
    fill(this.trouble, trouble(locale, error, ways, this.body.value !== "" && !error.field));
    this.#pointAt(error.field);
  }

  /**
   * What is wrong with one field stands at that field.
   * @param {string | null} field
   */
  #pointAt(field) {
    const input = field === "body" ? this.body : field?.endsWith("name") ? this.name : null;
    (input?.closest("p") ?? this.hint).after(this.trouble);
    input?.setAttribute("aria-invalid", "true");
    input?.focus();
  }

  #asGuest() {
    const { api, memory } = this.context;
    // What was refused is refused the next time too.
    if (memory.session?.token === api.token) memory.session = null;
    api.token = null;
    this.nameRow.hidden = false;
    this.account.remove();
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
