// Writes the tables of characters into the folder that --out names.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import simplified from "./node_modules/opencc-js/dist/esm-lib/dict/TSCharacters.js";
import { pinyin } from "pinyin-pro";

const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
mkdirSync(out, { recursive: true });
const write = (name, lines) => writeFileSync(join(out, name), lines.join("\n") + "\n");

// A line for each traditional character: it, then the simplified one that stands for it in an index (OpenCC's TSCharacters, Apache-2.0).
write("folding.txt", simplified.split("|").map(entry => entry.split(" ")).filter(([from, to]) => from !== to).map(([from, to]) => from + to));

// A line for each character of the common block: it, then its readings without tones, apart by spaces (pinyin-pro, MIT).
const readings = [];
for (let code = 0x4e00; code <= 0x9fff; code++) {
  const character = String.fromCodePoint(code);
  const plain = pinyin(character, { toneType: "none", multiple: true, type: "array" }).map(reading => reading.replaceAll("ü", "v")).filter(reading => /^[a-z]+$/.test(reading));
  if (plain.length > 0) readings.push([character, ...new Set(plain)].join(" "));
}
write("pinyin.txt", readings);
