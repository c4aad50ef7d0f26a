import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Throws unless every language has the same keys with the same places for values, every key in the sources is one of them, and each is used:
 * as a literal, or by what stands before the first value of a literal that is put together, such as T[$"status.{state}"].
 */
export function checkLanguages(folder, sources) {
  const languages = Object.fromEntries(readdirSync(folder).filter(name => name.endsWith(".json")).map(name => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]));
  const faults = [];
  const all = new Set(Object.values(languages).flatMap(Object.keys));
  for (const key of all) {
    const places = new Set();
    for (const [name, texts] of Object.entries(languages)) {
      if (!texts[key]) faults.push(`${name} lacks '${key}'`);
      else places.add([...new Set([...texts[key].matchAll(/\{(\w+)[:}]/g)].map(place => place[1]))].sort().join());
    }
    if (places.size > 1) faults.push(`'${key}' takes different values in the languages`);
  }

  const used = new Set(), begun = new Set();
  for (const file of sources.flatMap(filesOf)) {
    const text = readFileSync(file, "utf8");
    for (const [, key] of text.matchAll(/\b[tT][[(]\s*"([\w-]+\.[\w.-]+)"/g))
      if (!all.has(key)) faults.push(`${file} uses '${key}', which no language has`);
    for (const [, key, end] of text.matchAll(/["'`]([\w-]+\.[\w.-]*)(["'`]|\$?\{)/g)) (/["'`]/.test(end) ? used : begun).add(key);
  }
  for (const key of all)
    if (!used.has(key) && ![...begun].some(start => key.startsWith(start))) faults.push(`no source uses '${key}'; take it out of the languages`);
  if (faults.length > 0) throw new Error(`languages:\n  ${faults.join("\n  ")}`);
}

/** The sources in a folder, and in those below it. */
export function filesOf(folder) {
  return readdirSync(folder).filter(name => !["bin", "obj", "node_modules"].includes(name)).map(name => join(folder, name))
    .flatMap(path => statSync(path).isDirectory() ? filesOf(path) : /\.(ts|razor|cs)$/.test(path) ? [path] : []);
}
