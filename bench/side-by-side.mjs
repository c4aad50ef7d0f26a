// Zhiyan and llama.cpp on the same file, threads and machine, turn by turn (ours, theirs with flash attention off, theirs with it on, ours, ...).
// Prints each round and the medians of the ratios to the better of the two settings, metric by metric.
// usage: node bench/side-by-side.mjs PEER_FOLDER MODEL.gguf [--rounds 3] [--scenarios short,deep,many] [--prompt 512] [--generate 128] [--depth 4096]
//          [--sequences 8] [--threads 2] [--repeat 2] [--out bench/results/DATE-NAME.md]
// PEER_FOLDER has node-llama-cpp installed; nothing of it is part of this repository. --out writes the figures as .json beside the page too.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure } from "./measure.mjs";
import { page, summary } from "./report.mjs";

const [peer, model, ...rest] = process.argv.slice(2);
if (!peer || !model) {
  console.error("usage: node bench/side-by-side.mjs PEER_FOLDER MODEL.gguf [--rounds 3] [--scenarios short,deep,many] [--out FILE.md] ...; the head of this file tells all");
  process.exit(1);
}
const option = (name, fallback) => { const at = rest.indexOf("--" + name); return at < 0 ? fallback : rest[at + 1]; };
const number = (name, fallback) => Number(option(name, fallback));
const rounds = number("rounds", 3), prompt = number("prompt", 512), generate = number("generate", 128), depth = number("depth", 4096);
const sequences = number("sequences", 8), threads = number("threads", 2), repeat = number("repeat", 2);
const here = dirname(fileURLToPath(import.meta.url)), zhiyan = join(here, "..", "zhiyan"), driver = join(here, "peer.mjs");

// What both sides are asked for. Decoding at 128 tokens of context, and deep in a long one; the latter also tells the memory.
const scenarios = {
  short: ["--prompt", prompt, "--generate", generate, "--depth", 128],
  deep: ["--prompt", prompt, "--generate", generate, "--depth", depth],
  many: ["--prompt", prompt, "--generate", generate, "--sequences", sequences],
};
const chosen = option("scenarios", "short,deep,many").split(",");
for (const name of chosen) if (!scenarios[name]) { console.error(`there is no scenario '${name}'; these are: ${Object.keys(scenarios).join(", ")}`); process.exit(1); }

const common = ["--threads", threads, "--repeat", repeat];
// The bandwidth is measured with the short scenario, since its gigabyte must not count as memory of the deep one.
const ours = name => measure(zhiyan, ["bench", "--model", model, ...scenarios[name], ...common, "--json", ...(name === "short" ? ["--bandwidth"] : [])]);
const theirs = (name, flash) => measure(process.execPath, [driver, peer, model, ...scenarios[name], ...common, "--flash", flash]);

function cpu() {
  const info = readFileSync("/proc/cpuinfo", "utf8");
  const flags = info.match(/flags\s*:\s*(.*)/)?.[1].split(" ").filter(flag => /^(avx|amx|fma|f16c)/.test(flag)) ?? [];
  return { name: info.match(/model name\s*:\s*(.*)/)?.[1] ?? "unknown", flags };
}

// How many of the first 16 greedy tokens both engines agree on.
function agreement() {
  const tokens = Array.from({ length: 32 }, (_, index) => 300 + index * 7).join(",");
  const run = (command, args) => JSON.parse(execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim().split("\n").at(-1)).tokens;
  const a = run(zhiyan, ["generate", "--model", model, "--tokens", tokens, "--max-tokens", "16", "--temperature", "0", "--json"]);
  const b = run(process.execPath, [driver, peer, model, "--tokens", tokens, "--generate", "16"]);
  const differs = a.findIndex((token, index) => token !== b[index]);
  return { agreed: differs < 0 ? a.length : differs, of: a.length };
}

// A disturbed run tells nothing: llama.cpp above all, whose threads wait for each other in a spin, falls to a fraction.
const load = loadavg()[0];
if (load > availableParallelism() / 4) console.error(`other programs are at work here (load ${load.toFixed(1)}); do not publish these figures`);

const result = {
  date: new Date().toISOString().slice(0, 10), model: basename(model), cpu: cpu(), threads, load: Number(load.toFixed(2)), rounds: [], scenarios: chosen,
  shape: { prompt, generate, depth, sequences }, command: `node bench/side-by-side.mjs PEER_FOLDER ${[basename(model), ...rest].join(" ")}`, agreement: agreement(),
};
console.log(`cpu: ${result.cpu.name} (${result.cpu.flags.join(" ")}); model: ${result.model}; ${threads} threads; ${rounds} rounds of ${chosen.join(", ")}`);
console.log(`greedy: the first ${result.agreement.agreed} of ${result.agreement.of} tokens are the same`);
for (let index = 1; index <= rounds; index++) {
  const round = {};
  for (const name of chosen) {
    round[name] = { ours: await ours(name), off: await theirs(name, 0), on: await theirs(name, 1) };
    result.library = `${round[name].on.library} (${round[name].on.release})`;
  }
  result.rounds.push(round);
  console.log(`round ${index}: ${summary({ ...result, rounds: [round] })}`);
}
console.log(`medians over ${result.library}: ${summary(result)}`);

const out = option("out");
if (out) {
  writeFileSync(out, page(result));
  writeFileSync(out.replace(/\.md$/, "") + ".json", JSON.stringify(result, null, 1) + "\n");
}
