import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Above this, brotli's last levels cost seconds for a percent. */
const large = 512 << 10;

/** Writes name.br and name.gz beside every text file of a folder where that saves a tenth or more. */
export async function compress(folder) {
  const files = readdirSync(folder, { recursive: true }).filter(name => /\.(js|css|svg|txt|webmanifest)$/.test(name)).map(name => join(folder, name));
  await Promise.all(files.map(async path => {
    const bytes = readFileSync(path);
    if (bytes.length < 1024) return;
    const quality = bytes.length > large ? 9 : 11;
    const made = {
      br: await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      gz: await promisify(gzip)(bytes, { level: 9 }),
    };
    for (const [ending, smaller] of Object.entries(made)) if (smaller.length < bytes.length * 0.9) writeFileSync(`${path}.${ending}`, smaller);
  }));
}
