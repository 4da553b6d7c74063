/** The text of a draft: line numbers beside it, and problems that lead to their line. Without this it is a plain field. */

const text = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("policy-text"));
const numbers = /** @type {HTMLElement | null} */ (document.querySelector(".numbers"));

/** @param {HTMLTextAreaElement} field @param {HTMLElement} gutter */
function number(field, gutter) {
  const lines = field.value.split("\n").length;
  gutter.textContent = Array.from({ length: lines }, (_, line) => line + 1).join("\n");
  gutter.hidden = false;
  gutter.style.blockSize = `${field.clientHeight}px`;
  gutter.scrollTop = field.scrollTop;
}

/** @param {HTMLTextAreaElement} field @param {number} line From 1. */
function goTo(field, line) {
  const before = field.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const end = field.value.indexOf("\n", start);
  field.focus();
  field.setSelectionRange(start, end < 0 ? field.value.length : end);
  const height = Number.parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (line - 4) * height);
}

if (text && numbers) {
  const renumber = () => number(text, numbers);
  text.addEventListener("input", renumber);
  text.addEventListener("scroll", () => (numbers.scrollTop = text.scrollTop));
  new ResizeObserver(renumber).observe(text);
  renumber();
  for (const link of document.querySelectorAll("a[data-line]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(text, Number(link.getAttribute("data-line")));
    });
  }
}
