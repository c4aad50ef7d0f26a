// Bundles the browser side into one folder: hashed modules, styles and fonts, the fonts of exported documents, and the licences.
// node build.mjs --out FOLDER [--blazor FILE] [--languages FOLDER]; a wrong type fails the build.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { compress } from "./compression.mjs";
import { documentFonts } from "./document-fonts.mjs";
import { licences } from "./licences.mjs";
import { pdfFiles } from "./pdf.mjs";
import { webManifest } from "./webmanifest.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({ options: { out: { type: "string" }, blazor: { type: "string" }, languages: { type: "string" } } });
const out = resolve(options.out ?? join(here, "dist"));
const languages = resolve(options.languages ?? join(here, "../src/Zhiyan.Server/Languages"));

execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", here], { stdio: "inherit" });

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "_framework"), { recursive: true });

const pdf = pdfFiles(here, out);
const shared = { absWorkingDir: here, bundle: true, minify: true, target: "es2022", legalComments: "none", metafile: true, logLevel: "warning" };
const page = await build({
  ...shared,
  entryPoints: { app: "source/app.ts", style: "styles/app.css" },
  outdir: join(out, "assets"),
  publicPath: "/assets",
  format: "esm",
  splitting: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".svg": "text" },
  alias: { "#languages": languages },
  define: { PDF_FILES: JSON.stringify(pdf) },
});
const files = Object.fromEntries(Object.entries(page.metafile.outputs)
  .filter(([, made]) => made.entryPoint)
  .map(([file, made]) => [made.entryPoint.replace(/^.*\//, ""), addressOf(file)]));

// The worker's address never changes; what it keeps for a time without the server is named by the build.
const latin = Object.keys(page.metafile.outputs).filter(file => /-latin-wght-normal-\w+\.woff2$/.test(file)).map(addressOf);
const shell = [files["app.ts"], files["app.css"], ...imports(page.metafile, files["app.ts"]), ...latin, "/_framework/blazor.web.js", "/icons/favicon.svg"];
const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, 12);
await build({
  ...shared,
  entryPoints: ["source/service-worker.ts"],
  outfile: join(out, "service-worker.js"),
  format: "iife",
  define: { SHELL: JSON.stringify(shell), VERSION: JSON.stringify(version) },
});

if (options.blazor) cpSync(options.blazor, join(out, "_framework/blazor.web.js"));
cpSync(join(here, "static"), out, { recursive: true });
const texts = {};
for (const language of ["en", "zh"]) {
  texts[language] = addressOf(Object.entries(page.metafile.outputs).find(([, made]) => Object.keys(made.inputs).some(input => input.endsWith(`/${language}.json`)))[0]);
  writeFileSync(join(out, `${language}.webmanifest`), webManifest(language, JSON.parse(readFileSync(join(languages, `${language}.json`), "utf8"))));
}
documentFonts(here, join(out, "fonts"));
writeFileSync(join(out, "licences.txt"), licences(here));
writeFileSync(join(out, "manifest.json"), JSON.stringify({ script: files["app.ts"], style: files["app.css"], modules: imports(page.metafile, files["app.ts"]), texts }, null, 2));

await compress(out);

function addressOf(file) {
  return file.replace(/^.*\//, "/assets/");
}

/** What the first module needs before it runs. */
function imports(metafile, entry) {
  const made = Object.entries(metafile.outputs).find(([file]) => file.endsWith(entry.slice("/assets/".length)))[1];
  return made.imports.filter(used => used.kind === "import-statement").map(used => addressOf(used.path));
}
