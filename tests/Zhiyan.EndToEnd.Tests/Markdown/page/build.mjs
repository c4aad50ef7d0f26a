// Bundles the page that MarkdownPage serves. node build.mjs FOLDER
import { dirname, join, resolve } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../../..");
const { build } = createRequire(join(root, "web/package.json"))("esbuild");
await build({
  absWorkingDir: here,
  entryPoints: ["page.ts", "page.css"],
  outdir: resolve(process.argv[2]),
  bundle: true,
  format: "esm",
  splitting: true,
  target: "es2022",
  minify: true,
  logLevel: "warning",
  chunkNames: "chunk-[hash]",
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".svg": "text" },
  alias: { "#languages": join(root, "src/Zhiyan.Server/Languages") },
});
