// Reads the sources of the pages: fails where a text is missing or unused, and writes the icons that they name. node sources.mjs --out FOLDER
import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { usedIcons } from "./icons.mjs";
import { checkLanguages } from "./languages.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const server = join(here, "../src/Zhiyan.Server");
const { values: options } = parseArgs({ options: { out: { type: "string" } } });

checkLanguages(join(server, "Languages"), [join(here, "source"), server]);
writeFileSync(join(resolve(options.out), "icons.json"), JSON.stringify(usedIcons(here, [server])));
