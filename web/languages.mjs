import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Throws unless every language has the same keys with the same places for values, and every key in the sources is one of them. */
export function checkLanguages(folder, sources) {
  const languages = Object.fromEntries(readdirSync(folder).filter(name => name.endsWith(".json")).map(name => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]));
  const faults = [];
  const all = new Set(Object.values(languages).flatMap(Object.keys));
  for (const key of all) {
    const places = new Set();
    for (const [name, texts] of Object.entries(languages)) {
      if (!texts[key]) faults.push(`${name} lacks '${key}'`);
      else places.add([...texts[key].matchAll(/\{\w+\}/g)].map(place => place[0]).sort().join());
    }
    if (places.size > 1) faults.push(`'${key}' takes different values in the languages`);
  }
  for (const file of sources.flatMap(filesOf)) {
    for (const [, key] of readFileSync(file, "utf8").matchAll(/\b[tT][[(]\s*"([\w-]+\.[\w.-]+)"/g))
      if (!all.has(key)) faults.push(`${file} uses '${key}', which no language has`);
  }
  if (faults.length > 0) throw new Error(`languages:\n  ${faults.join("\n  ")}`);
}

function filesOf(folder) {
  return readdirSync(folder).filter(name => !["bin", "obj", "node_modules"].includes(name)).map(name => join(folder, name))
    .flatMap(path => statSync(path).isDirectory() ? filesOf(path) : /\.(ts|razor|cs)$/.test(path) ? [path] : []);
}
