// Zhiyan and llama.cpp on the same file, threads and machine, turn by turn; prints the medians of the ratios, the CPU and what llama.cpp loaded.
// usage: node bench/side-by-side.mjs PEER_FOLDER MODEL.gguf [--rounds 3] [--prompt 512] [--generate 128] [--threads 2]
// PEER_FOLDER holds bench.mjs and an installed node-llama-cpp; nothing of it is part of this repository.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [peer, model, ...rest] = process.argv.slice(2);
if (!peer || !model) { console.error("usage: node bench/side-by-side.mjs PEER_FOLDER MODEL.gguf [--rounds 3] [--prompt 512] [--generate 128] [--threads 2]"); process.exit(1); }
const option = (name, fallback) => { const at = rest.indexOf("--" + name); return at < 0 ? fallback : rest[at + 1]; };
const rounds = Number(option("rounds", 3));
const shape = ["--prompt", option("prompt", "512"), "--generate", option("generate", "128"), "--threads", option("threads", "2")];
const zhiyan = join(dirname(fileURLToPath(import.meta.url)), "..", "zhiyan");

const run = (command, args) => JSON.parse(execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 }).trim().split("\n").at(-1));
const ours = () => run(zhiyan, ["bench", "--model", model, ...shape, "--repeat", "2", "--json"]);
const theirs = flash => run("node", [join(peer, "bench.mjs"), model, ...shape, "--repeat", "2", "--flash", flash]);
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const cpu = readFileSync("/proc/cpuinfo", "utf8").match(/model name\s*:\s*(.*)/)[1];
const flags = readFileSync("/proc/cpuinfo", "utf8").match(/flags\s*:\s*(.*)/)[1].split(" ").filter(flag => /^(avx|amx|fma|f16c)/.test(flag)).join(" ");
console.log(`cpu: ${cpu} (${flags})`);
console.log(`model: ${model.split("/").at(-1)}; ${shape.join(" ")}; ${rounds} rounds`);
const all = [];
for (let round = 1; round <= rounds; round++) {
  const a = ours(), off = theirs("0"), on = theirs("1");
  const prefill = Math.max(off.prefill_tok_s, on.prefill_tok_s), decode = Math.max(off.decode_tok_s, on.decode_tok_s);
  const row = { prefill: a.prefill_tok_s / prefill, decode: a.decode_tok_s / decode };
  all.push(row);
  console.log(`round ${round}: prefill ${a.prefill_tok_s.toFixed(1)} against ${off.prefill_tok_s} / ${on.prefill_tok_s} (flash off / on) = ${row.prefill.toFixed(2)}x; `
    + `decode ${a.decode_tok_s.toFixed(1)} against ${off.decode_tok_s} / ${on.decode_tok_s} = ${row.decode.toFixed(2)}x`);
}
console.log(`medians of the ratios to the better of flash off and on: prefill ${median(all.map(row => row.prefill)).toFixed(2)}x, decode ${median(all.map(row => row.decode)).toFixed(2)}x`);
