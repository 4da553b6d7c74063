/** Above the thread: in which order it stands, and whether editors' picks alone are shown. */

import { element } from "../common/dom.js";

/** @typedef {import("../types.js").Order} Order */

/** @type {Order[]} */
const ORDERS = ["newest", "oldest", "published", "replies", "constructive"];

/**
 * @param {string | null} name
 * @returns {Order | undefined}
 */
export function orderNamed(name) {
  return ORDERS.find((order) => order === name);
}

export class Bar {
  /**
   * @param {import("../common/locale.js").Locale} locale
   * @param {Order} current
   * @param {{onOrder: (order: Order) => void, onPicks: (alone: boolean) => void}} leads
   */
  constructor({ strings }, current, { onOrder, onPicks }) {
    this.select = element("select", { id: "order", part: "select" });
    for (const order of ORDERS) {
      this.select.append(element("option", { value: order, selected: order === current }, strings.orders[order]));
    }
    this.select.addEventListener("change", () => onOrder(this.order));
    this.picks = element(
      "button",
      { type: "button", class: "chip", part: "button", "aria-pressed": "false", hidden: true },
      strings.picks,
    );
    this.picks.addEventListener("click", () => onPicks(!this.picksAlone));
    this.element = element(
      "div",
      { class: "bar", hidden: true },
      element("span", { class: "ordered" }, element("label", { for: this.select.id }, strings.order), this.select),
      this.picks,
    );
  }

  get order() {
    return orderNamed(this.select.value) ?? "newest";
  }

  set order(order) {
    this.select.value = order;
  }

  get picksAlone() {
    return this.picks.getAttribute("aria-pressed") === "true";
  }

  set picksAlone(alone) {
    this.picks.setAttribute("aria-pressed", String(alone));
  }

  /**
   * There is nothing to choose between one comment.
   * @param {number} count
   * @param {boolean} picked Whether an editor's pick is among what is shown.
   */
  offer(count, picked) {
    this.element.hidden = count < 2 && !this.picksAlone;
    if (picked) this.picks.hidden = false;
  }
}
