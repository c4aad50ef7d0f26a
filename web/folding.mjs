import characters from "./node_modules/opencc-js/dist/esm-lib/dict/TSCharacters.js";

/** A line for each traditional character: it, then the simplified one that stands for it in an index (OpenCC's TSCharacters, Apache-2.0). */
export function foldingTable() {
  return characters.split("|").map(entry => entry.split(" ")).filter(([from, to]) => from !== to).map(([from, to]) => `${from}${to}\n`).join("");
}
