import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// A face is a list of files, the first that has a character draws it. Noto Sans SC comes cut into about a hundred of them.
const faces = {
  "sans-400": [["noto-sans-sc", 400], ["noto-sans", 400, "greek"], ["noto-sans-math", 400], ["noto-sans-symbols-2", 400]],
  "sans-700": [["noto-sans-sc", 700], ["noto-sans", 700, "greek"], ["noto-sans-math", 400], ["noto-sans-symbols-2", 400]],
  "mono-400": [["jetbrains-mono", 400]],
  "emoji-400": [["noto-emoji", 400, "emoji"]],
};

/** Copies the fonts that exported documents carry, and writes faces.json, which says what files make a face. */
export function documentFonts(folder, out) {
  mkdirSync(out, { recursive: true });
  const listed = Object.entries(faces).map(([face, parts]) => [face, parts.flatMap(part => copied(folder, out, ...part))]);
  writeFileSync(join(out, "faces.json"), JSON.stringify(Object.fromEntries(listed), null, 2));
}

function copied(folder, out, name, weight, only) {
  const source = join(folder, "node_modules/@fontsource", name, "files");
  const ranges = Object.keys(JSON.parse(readFileSync(join(source, "../unicode.json"), "utf8"))).map(range => range.replace(/[[\]]/g, ""));
  const there = new Set(readdirSync(source));
  const files = (only ? [only] : latinFirst(ranges)).map(range => `${name}-${range}-${weight}-normal.woff`).filter(file => there.has(file));
  if (files.length === 0) throw new Error(`${source} has no .woff file of weight ${weight}: run npm ci.`);
  for (const file of files) copyFileSync(join(source, file), join(out, file));
  return files;
}

// The first file also gives the face its line metrics and its name.
const latinFirst = ranges => ["latin", ...ranges.filter(range => range !== "latin")];
