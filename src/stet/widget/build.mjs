/**
 * Builds the widget: `source/` becomes `static/stet/` and `root/`, which are kept in the repository so that nobody who
 * installs Stet needs Node. `node build.mjs` writes; `node build.mjs --check` fails when what is kept is not what would
 * be written. A file in `source/strings/` is a language: no list names them.
 */

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "source");
const STRINGS = join(SOURCE, "strings");
/** Files are served from `static/stet/` as /static/stet/…, from `root/` as they are called. */
const KEPT = [join(HERE, "static", "stet"), join(HERE, "root")];
const COMMON = /** @type {const} */ ({
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  write: false,
  outdir: HERE,
});

/** Errors that are told of even where nothing more can be fetched to tell of them. */
const KEPT_ERRORS = ["offline", "timeout", "internal_error"];

/** @typedef {Map<string, Uint8Array>} Files What is to be served, by its path from here. */

/**
 * A style sheet, its imports with it, becomes a string in the script. What is written in `rem` becomes pixels: on many a
 * page the root's size is not that of its text, and our spaces would shrink with it. The text's own size is the page's.
 */
const styleSheets = {
  name: "style sheets",
  setup: (/** @type {import("esbuild").PluginBuild} */ { onLoad }) =>
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...COMMON, entryPoints: [path] });
      const inPixels = (/** @type {string} */ rem) => `${Math.round(Number.parseFloat(rem) * 1600) / 100}px`;
      return { contents: outputFiles[0]?.text.replace(/(?<![\w-])-?\d*\.?\d+rem\b/g, inPixels), loader: "text" };
    }),
};

/**
 * Modules that are made of the files in `source/strings/`: `stet:languages` loads what is said at first of each language,
 * and what is said only after a click; `stet:counts` holds what a list page's counts say, of all.
 * @param {string[]} [first] The code that is there at first; without it everything counts as said at first.
 */
const languages = (first) => ({
  name: "languages",
  setup: (/** @type {import("esbuild").PluginBuild} */ { onResolve, onLoad }) => {
    onResolve({ filter: /^stet:/ }, ({ path }) => ({ path, namespace: "stet" }));
    onLoad({ filter: /^stet:languages$/, namespace: "stet" }, async () => {
      const lines = (await codes()).map((code) => `${code}: [${partOf(code)}, ${partOf(`${code}-more`)}],`);
      return { contents: `export default {${lines.join("\n")}};` };
    });
    onLoad({ filter: /^stet:strings\//, namespace: "stet" }, async ({ path }) => {
      const [code = "", more] = path.slice("stet:strings/".length).split("-");
      const [early, late] = divided(await stringsOf(code), first);
      return { contents: `export default ${JSON.stringify(more ? late : early)};` };
    });
    onLoad({ filter: /^stet:counts$/, namespace: "stet" }, async () => {
      const said = await Promise.all((await codes()).map(async (code) => [code, countsIn(await stringsOf(code))]));
      return { contents: JSON.stringify(Object.fromEntries(said)), loader: "json" };
    });
  },
});

/** @param {string} name */
const partOf = (name) => `() => import("stet:strings/${name}")`;

/** @typedef {import("./source/types.js").Strings} Strings */

/**
 * What is said at first, and what is not: a sentence that no code of the first load says, an error that none throws.
 * @param {Strings} strings
 * @param {string[]} [first]
 */
function divided(strings, first) {
  const code = first?.join("\n") ?? "";
  const taken = [...code.matchAll(/const \{([^}]*)\} = [\w.#]*strings\b/g)].map((found) => found[1]).join(" ");
  const { errors, ...others } = strings;
  const said = (/** @type {string} */ key) => {
    const itself = new RegExp(`\\bstrings\\.${key}\\b|"${key}"`);
    return !first || itself.test(code) || new RegExp(`\\b${key}\\b`).test(taken);
  };
  const thrown = (/** @type {string} */ key) =>
    !first || code.includes(`new ApiError("${key}"`) || KEPT_ERRORS.includes(key);
  const part = (/** @type {boolean} */ early) => ({
    ...Object.fromEntries(Object.entries(others).filter(([key]) => said(key) === early)),
    errors: Object.fromEntries(Object.entries(errors).filter(([key]) => thrown(key) === early)),
  });
  return [part(true), part(false)];
}

/** The languages' codes, in an order that does not depend on the machine. */
async function codes() {
  const names = await readdir(STRINGS);
  return names
    .filter((name) => name.endsWith(".js"))
    .map((name) => name.slice(0, -".js".length))
    .sort();
}

/** @param {string} code @returns {Promise<Strings>} */
async function stringsOf(code) {
  return (await import(pathToFileURL(join(STRINGS, `${code}.js`)).href)).default;
}

/** @param {Strings} strings */
const countsIn = ({ count, digits, locale, direction }) => ({ count, digits, locale, direction });

/**
 * A part that is loaded after a click leans on the same modules as every other: one chunk then holds them all, where
 * esbuild would make one for each set of parts that share something.
 */
const sharedKit = {
  name: "shared kit",
  setup: (/** @type {import("esbuild").PluginBuild} */ { onLoad }) =>
    onLoad({ filter: /source\/[\w-]+\/[\w-]+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return (await lateParts()).has(path) ? { contents: `import "../kit.js";\n${text}` } : undefined;
    }),
};

/** The modules that some module loads with `import()`. */
async function lateParts() {
  const names = (await readdir(SOURCE, { recursive: true })).filter((name) => name.endsWith(".js"));
  const late = names.map(async (name) => {
    const text = await readFile(join(SOURCE, name), "utf8");
    const found = text.matchAll(/\bimport\("(\.{1,2}\/[\w/-]+\.js)"\)(?!\.\w+[^(\w])/g);
    return [...found].map(([, path = ""]) => join(SOURCE, dirname(name), path));
  });
  return new Set((await Promise.all(late)).flat());
}

/**
 * The section in its parts. What the section's own part shares with parts that come later is a part too; the entry
 * fetches it beside the section's (`PARTS_AHEAD`), or it would have to wait for that to arrive and name it.
 * @returns {Promise<Files>}
 */
async function section() {
  const { outputs } = (await sectionWith([])).metafile;
  const own = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === "source/section.js");
  const shared = own?.[1].imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path) ?? [];
  const ahead = shared.map((path) => `./${relative("static/stet", path)}`).sort();
  const first = [own?.[0] ?? "", ...shared].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  const code = first.filter((path) => path.endsWith(".js")).map((path) => readFile(join(HERE, path), "utf8"));
  return files((await sectionWith(ahead, await Promise.all(code))).outputFiles);
}

/**
 * @param {string[]} ahead
 * @param {string[]} [first] As for `languages`.
 */
function sectionWith(ahead, first) {
  return build({
    ...COMMON,
    entryPoints: { "static/stet/stet-comments": "source/stet-comments.js" },
    define: { PARTS_AHEAD: JSON.stringify(ahead.join(" ")) },
    plugins: [styleSheets, languages(first), sharedKit],
    format: "esm",
    splitting: true,
    metafile: true,
    chunkNames: "static/stet/parts/[name]-[hash]",
  });
}

/**
 * Scripts that a page loads by an address of its own and that stand alone.
 * @returns {Promise<Files>}
 */
async function single() {
  const options = { ...COMMON, plugins: [languages()] };
  const { outputFiles: modules } = await build({
    ...options,
    entryPoints: { "static/stet/stet-counts": "source/counts/stet-counts.js" },
    format: "esm",
  });
  const { outputFiles: scripts } = await build({
    ...options,
    entryPoints: { "root/assets/js/embed": "source/coral/embed.js", "root/assets/js/count": "source/coral/count.js" },
    format: "iife",
  });
  return files([...modules, ...scripts]);
}

/** @param {import("esbuild").OutputFile[]} outputFiles @returns {Files} */
function files(outputFiles) {
  return new Map(outputFiles.map(({ path, contents }) => [relative(HERE, path), contents]));
}

/** @returns {Promise<string[]>} */
async function kept() {
  const listed = await Promise.all(
    KEPT.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])),
  );
  const entries = listed.flat().filter((entry) => entry.isFile());
  return entries.map((entry) => relative(HERE, join(entry.parentPath, entry.name)));
}

/** @param {Files} wanted */
async function write(wanted) {
  for (const folder of KEPT) await rm(folder, { recursive: true, force: true });
  for (const [name, contents] of wanted) {
    await mkdir(dirname(join(HERE, name)), { recursive: true });
    await writeFile(join(HERE, name), contents);
  }
}

/** @param {Files} wanted */
async function check(wanted) {
  const stale = (await kept()).filter((name) => !wanted.has(name));
  for (const [name, contents] of wanted) {
    const there = await readFile(join(HERE, name)).catch(() => null);
    if (!there?.equals(contents)) stale.push(name);
  }
  if (stale.length > 0) {
    console.error(`What is kept is not what source/ makes: run \`make widget\`. (${stale.join(", ")})`);
    process.exitCode = 1;
  }
}

const wanted = new Map([...(await section()), ...(await single())]);
await (process.argv.includes("--check") ? check(wanted) : write(wanted));
