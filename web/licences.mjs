import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The licence texts of every package whose code or fonts may be in the bundle. */
export function licences(folder) {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  return Object.keys(lock.packages).filter(path => path && existsSync(join(folder, path, "package.json"))).sort().map(path => {
    const about = JSON.parse(readFileSync(join(folder, path, "package.json"), "utf8"));
    const file = readdirSync(join(folder, path)).find(name => /^licen[sc]e/i.test(name));
    return `${about.name} ${about.version}: ${about.license ?? "see below"}\n\n${file ? readFileSync(join(folder, path, file), "utf8").trim() : ""}\n`;
  }).join(`\n${"─".repeat(80)}\n\n`);
}
