// Builds what the program embeds: `dist/sdk/coffer-sdk.js` for other sites, the pages that it opens in a
// frame, `dist/embed/*.html`, and the page of shares, `dist/share/share.html`, with scripts and styles
// whose names change with their content.
//
// Files that stay the same are left alone, so that cargo does not build the program again.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;
const dist = join(root, "dist");
/** The pages of each folder; they share its template and style. */
const FOLDERS = { embed: ["picker", "preview"], share: ["share"] };
/** Keeps the folder in the repository. */
const KEPT = ".gitkeep";

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
const sdk = await build({
  ...common,
  entryPoints: ["src/sdk/index.ts"],
  outfile: "dist/sdk/coffer-sdk.js",
  format: "iife",
  globalName: "CofferSdk",
});
const files = new Map(sdk.outputFiles.map(({ path, text }) => [relative(dist, path), text]));
for (const [folder, pages] of Object.entries(FOLDERS)) await addPages(folder, pages);

await mkdir(dist, { recursive: true });
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (entry.isFile() && entry.name !== KEPT && !files.has(relative(dist, file))) await rm(file);
}
for (const [name, text] of files) {
  const file = join(dist, name);
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === text) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Builds the pages of a folder of `src`, and notes what came out. */
async function addPages(folder, pages) {
  const style = `src/${folder}/${folder}.css`;
  const built = await build({
    ...common,
    entryPoints: [...pages.map((page) => `src/${folder}/${page}.ts`), style],
    outdir: `dist/${folder}/assets`,
    entryNames: "[name]-[hash]",
    format: "esm",
    metafile: true,
  });
  for (const { path, text } of built.outputFiles) files.set(relative(dist, path), text);
  const outputs = Object.entries(built.metafile.outputs);
  const names = new Map(outputs.map(([file, { entryPoint }]) => [entryPoint, basename(file)]));
  const template = await readFile(join(root, `src/${folder}/page.html`), "utf8");
  for (const page of pages) {
    const html = template
      .replace("%STYLE%", names.get(style))
      .replace("%SCRIPT%", names.get(`src/${folder}/${page}.ts`));
    files.set(`${folder}/${page}.html`, html);
  }
}
