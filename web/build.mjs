// Builds what the program embeds: `dist/sdk/coffer-sdk.js` for other sites, and the pages that it opens
// in a frame, `dist/embed/*.html`, with scripts and styles whose names change with their content.
//
// Files that stay the same are left alone, so that cargo does not build the program again.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;
const dist = join(root, "dist");
const PAGES = ["picker", "preview"];
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
const embed = await build({
  ...common,
  entryPoints: [...PAGES.map((page) => `src/embed/${page}.ts`), "src/embed/embed.css"],
  outdir: "dist/embed/assets",
  entryNames: "[name]-[hash]",
  format: "esm",
  metafile: true,
});

const files = new Map(
  [...sdk.outputFiles, ...embed.outputFiles].map(({ path, text }) => [relative(dist, path), text]),
);
const built = Object.entries(embed.metafile.outputs);
const names = new Map(built.map(([file, { entryPoint }]) => [entryPoint, basename(file)]));
const template = await readFile(join(root, "src/embed/page.html"), "utf8");
for (const page of PAGES) {
  const html = template
    .replace("%STYLE%", names.get("src/embed/embed.css"))
    .replace("%SCRIPT%", names.get(`src/embed/${page}.ts`));
  files.set(`embed/${page}.html`, html);
}

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
