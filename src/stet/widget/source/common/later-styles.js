/** The rest of the style sheet, as a part of its own. */

export { default } from "../later.css";
