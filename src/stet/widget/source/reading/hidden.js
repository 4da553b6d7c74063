/** The list of persons whose comments the reader does not see, to take them back. */

import { openDialog } from "../common/dialog.js";
import { button, element, fill } from "../common/dom.js";

/**
 * @param {import("../types.js").Context} context
 * @param {(key: string) => void} onUnhide
 */
export function hiddenDialog(context, onUnhide) {
  const { locale, memory } = context;
  const { strings } = locale;
  const list = element("ul", { class: "people" });
  const draw = () => {
    const people = memory.hidden.map(({ key, name }) => {
      const label = `${strings.unhide}: ${name}`;
      return element(
        "li",
        {},
        element("bdi", { class: "name" }, name),
        button(strings.unhide, () => again(key), { "aria-label": label }),
      );
    });
    fill(list, ...people);
    if (people.length === 0) fill(list, element("li", {}, strings.hiddenNobody));
  };
  /** @param {string} key */
  const again = (key) => {
    memory.unhide(key);
    draw();
    onUnhide(key);
    dialog.querySelector("button")?.focus();
  };
  draw();
  const content = element("div", { class: "asked" }, element("p", { class: "muted" }, strings.hiddenNote), list);
  const dialog = openDialog(context, [strings.hiddenPeople], content);
  return dialog;
}
