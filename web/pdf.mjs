import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Puts what PDF.js fetches while it draws beside the bundle, in a folder named by its version, so that nothing is asked of another site. Gives its address. */
export function pdfFiles(here, out) {
  const source = join(here, "node_modules/pdfjs-dist");
  const folder = `pdf-${JSON.parse(readFileSync(join(source, "package.json"), "utf8")).version}`;
  const target = join(out, "assets", folder);
  mkdirSync(target, { recursive: true });
  cpSync(join(source, "legacy/build/pdf.worker.min.mjs"), join(target, "pdf.worker.js"));
  for (const part of ["cmaps", "standard_fonts", "wasm", "iccs"]) cpSync(join(source, part), join(target, part), { recursive: true });
  return `/assets/${folder}/`;
}
