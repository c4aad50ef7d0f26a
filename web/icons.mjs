// Takes along the icons of Lucide that the server's pages name: <Icon Name="plus" />, Name="@(isOpen ? "eye" : "eye-off")", and Icon="inbox" of other parts.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "./languages.mjs";

/** The shapes of each icon, by its name. Throws for a name that Lucide does not have. */
export function usedIcons(here, sources) {
  const icons = {};
  for (const file of sources.flatMap(filesOf).filter(path => /\.(razor|cs)$/.test(path))) {
    const text = readFileSync(file, "utf8");
    const plain = [...text.matchAll(/(?:<Icon Name|\bIcon)="([\w-]+)"/g), ...text.matchAll(/\bIcon\s*[:=]\s*"([\w-]+)"/g)].map(found => found[1]);
    const chosen = [...text.matchAll(/(?:<Icon Name|\bIcon)="@\(.*?\)"/g)].flatMap(expression => [...expression[0].matchAll(/"([a-z][a-z0-9-]*)"/g)].map(found => found[1]));
    for (const name of new Set([...plain, ...chosen])) {
      const drawing = join(here, "node_modules/lucide-static/icons", `${name}.svg`);
      if (!existsSync(drawing)) throw new Error(`${file} names the icon '${name}', which Lucide does not have`);
      icons[name] = readFileSync(drawing, "utf8").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    }
  }
  return icons;
}
