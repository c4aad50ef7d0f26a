// Draws the results of side-by-side.mjs: how many times as fast as llama.cpp, and how near to the machine's limits. Prints the same as a table.
// usage: node bench/charts.mjs bench/results/A.json [B.json ...] [--out docs/images]
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figures, limits } from "./report.mjs";

const args = process.argv.slice(2), at = args.indexOf("--out");
const out = at < 0 ? "docs/images" : args.splice(at, 2)[1];
if (args.length === 0) { console.error("usage: node bench/charts.mjs RESULT.json [...] [--out docs/images]"); process.exit(1); }
const results = args.map(path => JSON.parse(readFileSync(path, "utf8")));

const names = results.map(({ model }) => model.replace(/(-\d{5}-of-\d{5})?\.gguf$/, ""));
const subtitle = [...new Set(results.map(({ cpu, threads, date }) => `${cpu.name}, ${threads} threads, ${date}`))].join("; ");

// Bars of the same quantity together, one for each model. Less memory counts as so many times less.
function groups(entriesOf, valueOf) {
  const rows = new Map();
  results.forEach((result, index) => {
    for (const entry of entriesOf(result)) {
      if (!rows.has(entry.id)) rows.set(entry.id, { title: entry.title, bars: [] });
      rows.get(entry.id).bars.push({ name: names[index], value: valueOf(entry) });
    }
  });
  return [...rows.values()].filter(({ bars }) => bars.length > 0);
}

const ratios = groups(figures, ({ ratio, less }) => less ? 1 / ratio : ratio);
const shares = groups(result => limits(result).map(limit => ({ ...limit, title: limit.title.replace(/ \(.*\)/, "") })), ({ share }) => share);

const escape = text => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);

function chart(title, rows, { line, lineText, format }) {
  const width = 760, left = 210, right = 70, bar = 16, gap = 3, between = 30;
  const most = Math.max(line, ...rows.flatMap(({ bars }) => bars.map(({ value }) => value))) * 1.02;
  const x = value => left + value / most * (width - left - right);
  const parts = [];
  let y = 76;
  for (const { title: heading, bars } of rows) {
    parts.push(`<text class="heading" x="16" y="${y}">${escape(heading)}</text>`);
    y += 8;
    for (const { name, value } of bars) {
      parts.push(`<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escape(name)}</text>`
        + `<rect class="${value < line ? "below" : "above"}" x="${left}" y="${y}" width="${(x(value) - left).toFixed(1)}" height="${bar}" rx="2"/>`
        + `<text x="${(x(value) + 6).toFixed(1)}" y="${y + 12}">${format(value)}</text>`);
      y += bar + gap;
    }
    y += between - gap;
  }
  const height = y - 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-size: 16px; font-weight: 600 } .heading { font-weight: 600 } .small { font-size: 11px; fill: #57606a }
.above { fill: #2c7a7b } .below { fill: #b7791f } .line { stroke: #57606a; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .small { fill: #9da7b1 } .above { fill: #4fd1c5 } .below { fill: #ecc94b } .line { stroke: #9da7b1 } }
</style>
<text class="title" x="16" y="26">${escape(title)}</text><text class="small" x="16" y="44">${escape(subtitle)}</text>
<line class="line" x1="${x(line).toFixed(1)}" x2="${x(line).toFixed(1)}" y1="62" y2="${height - 14}"/><text class="small" x="${x(line).toFixed(1)}" y="58" text-anchor="middle">${escape(lineText)}</text>
${parts.join("\n")}
</svg>
`;
}

const times = value => `${value.toFixed(2)}×`, percent = value => `${(100 * value).toFixed(0)} %`;
if (ratios.length) writeFileSync(join(out, "performance-ratios.svg"), chart("Times as fast as llama.cpp (memory: times less)", ratios, { line: 1, lineText: "llama.cpp", format: times }));
if (shares.length) writeFileSync(join(out, "performance-limits.svg"), chart("Share of the limit that is reached", shares, { line: 1, lineText: "limit", format: percent }));

const columns = [...new Set(names)];
console.log(`| | ${columns.join(" | ")} |\n|---|${"---|".repeat(columns.length)}`);
for (const [rows, format] of [[ratios, times], [shares, percent]])
  for (const { title, bars } of rows) console.log(`| ${title} | ${columns.map(name => { const bar = bars.find(candidate => candidate.name === name); return bar ? format(bar.value) : ""; }).join(" | ")} |`);
