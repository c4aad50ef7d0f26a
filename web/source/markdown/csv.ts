import { drawn } from "./patch";

/** A table as RFC 4180 has it. A cell that a spreadsheet would take for a formula is led by an apostrophe. */
export function csvOf(table: HTMLTableElement): string {
  return [...table.rows].map(row => [...row.cells].map(cell => field(textOf(cell).trim())).join(",") + "\r\n").join("");
}

function field(text: string): string {
  const safe = /^[=+\-@\t\r＝＋－＠]/.test(text) && !/^[+-]?\d[\d,]*(?:\.\d+)?%?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(node: Node): string {
  if (node instanceof Element && drawn.has(node)) return drawn.get(node)!;
  if (node instanceof HTMLBRElement) return "\n";
  if (node instanceof HTMLImageElement) return node.alt;
  return node instanceof Text ? node.data : [...node.childNodes].map(textOf).join("");
}
