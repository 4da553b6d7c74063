/** What build.mjs makes up while it builds. */

/** A style sheet is imported as its minified text. */
declare module "*.css" {
  const text: string;
  export default text;
}

/** Every file of strings/, by its name, the language's code: what loads the strings said at first, and the rest. */
declare module "stet:languages" {
  type Strings = import("./types.js").Strings;
  type Parts = [() => Promise<{ default: Strings }>, () => Promise<{ default: Partial<Strings> }>];
  const languages: Record<string, Parts>;
  export default languages;
}

/** What the counts of a list page say, from every file of strings/. */
declare module "stet:counts" {
  type Said = Pick<import("./types.js").Strings, "count" | "digits" | "locale" | "direction">;
  const counts: Record<string, Said>;
  export default counts;
}

/** Parts that the section's own part needs at once, as addresses from the script on, with spaces between them. */
declare const PARTS_AHEAD: string;
