export interface FormulaToken { type: string; raw: string; text: string; display: boolean }

/** A formula within a paragraph is at most this long, so that signs without a partner cost little. */
const longestInline = 2000;
const closers: Record<string, string> = { "$$": "$$", "\\[": "\\]", "\\(": "\\)" };

export const nextFormula = (source: string) => at(source, /\$|\\[([]/);
export const nextFormulaBlock = (source: string) => at(source, /\n {0,3}(?:\$\$|\\\[)/);

/** `$…$`, `$$…$$`, `\(…\)` or `\[…\]` at the start. As in Pandoc, one dollar is money unless it touches the formula, no letter stands before it (US$5), and no digit follows the closing one. */
export function formulaAt(source: string, before = ""): FormulaToken | undefined {
  const opener = closers[source.slice(0, 2)] ? source.slice(0, 2) : source.startsWith("$") ? "$" : "";
  if (!opener) return undefined;
  if (opener === "$" && /[A-Za-z0-9]$/.test(before)) return undefined;
  const closer = closers[opener] ?? "$";
  const rest = source.slice(opener.length, opener.length + longestInline + closer.length);
  const length = closer === "$" ? lengthBetweenDollars(rest) : rest.indexOf(closer);
  if (length <= 0 || !rest.slice(0, length).trim()) return undefined;
  return {
    type: "formula",
    raw: source.slice(0, opener.length + length + closer.length),
    text: rest.slice(0, length).trim(),
    display: opener === "$$" || opener === "\\[",
  };
}

/** A formula that stands alone, from a line that begins with `$$` or `\[` to the closing sign or the end. */
export function formulaBlockAt(source: string): FormulaToken | undefined {
  const opening = /^ {0,3}(\$\$|\\\[)([^\n]*)/.exec(source);
  if (!opening) return undefined;
  const [head, opener, first] = opening as unknown as [string, string, string];
  const closer = closers[opener]!;
  const within = first.indexOf(closer);
  // With words behind it, it is a formula within a paragraph.
  if (within >= 0 && (first.slice(within + 2).trim() || !first.slice(0, within).trim())) return undefined;

  const start = head.length - first.length;
  const end = source.indexOf(closer, start);
  const text = end < 0 ? source.slice(start) : source.slice(start, end);
  const behind = end < 0 ? "" : /^[ \t]*(?:\n|$)/.exec(source.slice(end + 2))?.[0] ?? "";
  return {
    type: "formulaBlock",
    raw: end < 0 ? source : source.slice(0, end + 2) + behind,
    text: text.split("\n").map(line => line.trim()).filter(line => line).join("\n"),
    display: true,
  };
}

function lengthBetweenDollars(rest: string): number {
  if (!rest || /^\s/.test(rest)) return -1;
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] === "\\") i++;
    else if (rest[i] === "$") return i === 0 || /\s/.test(rest[i - 1]!) || /[0-9$]/.test(rest[i + 1] ?? "") ? -1 : i;
  }
  return -1;
}

function at(source: string, sign: RegExp): number | undefined {
  const found = source.search(sign);
  return found < 0 ? undefined : found;
}
