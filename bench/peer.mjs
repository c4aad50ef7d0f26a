// Times llama.cpp on a GGUF file, through the package node-llama-cpp that is installed in PEER_FOLDER; prints one line of JSON with the names of `zhiyan bench --json`.
// usage: node bench/peer.mjs PEER_FOLDER MODEL.gguf [--prompt 512] [--generate 128] [--depth PROMPT] [--sequences 1] [--threads 2] [--repeat 3] [--flash 0|1]
//        node bench/peer.mjs PEER_FOLDER MODEL.gguf --tokens 1,2,3 [--generate 16]      greedy continuation, to compare answers
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [peer, file, ...rest] = process.argv.slice(2);
const option = (name, fallback) => { const at = rest.indexOf("--" + name); return at < 0 ? fallback : rest[at + 1]; };
const number = (name, fallback) => Number(option(name, fallback));
const prompt = number("prompt", 512), generate = number("generate", 128), depth = number("depth", prompt);
const sequences = number("sequences", 1), threads = number("threads", 2), repeat = number("repeat", 3), flash = number("flash", 1) === 1;
const given = option("tokens")?.split(",").map(Number);

const status = name => Number(readFileSync("/proc/self/status", "utf8").match(new RegExp(`${name}:\\s*(\\d+)`))[1]) * 1024 / 1e6;
const median = values => { const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1; return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2; };
const round = (value, digits = 2) => Number(value.toFixed(digits));
const seconds = async work => { const start = performance.now(); await work(); return (performance.now() - start) / 1000; };
// The same ordinary tokens every time, which any vocabulary has; another stream is another text.
const tokensOf = (count, stream = 0) => Array.from({ length: count }, (_, index) => 300 + ((index + 1) * 7919 + stream * 104729) % 600);

const { getLlama } = await import(pathToFileURL(resolve(join(peer, "node_modules/node-llama-cpp/dist/index.js"))));
const log = [];
const start = performance.now();
const llama = await getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: "debug", logger: (_, message) => log.push(message) });
const baseline = status("RssAnon");        // Node itself and the package, before a model is there
const model = await llama.loadModel({ modelPath: file, useMmap: true });
const load = (performance.now() - start) / 1000;

// Of the sequences in a pass, to be sure that they really run together.
const batches = { passes: 0, rows: 0 };
const everyItem = ({ items }) => {
  batches.passes++;
  batches.rows += items.length;
  return items.map(item => ({ item, processAmount: item.tokens.length }));
};
const context = await model.createContext({
  contextSize: given ? given.length + generate + 8 : Math.max(prompt, depth + generate) + 8, sequences, batchSize: 512, threads, flashAttention: flash,
  batching: { itemPrioritizationStrategy: everyItem },
});
const lanes = Array.from({ length: sequences }, () => context.getSequence());

async function continuation() {
  const tokens = [];
  for await (const token of lanes[0].evaluate(given, { temperature: 0, yieldEogToken: true })) if (tokens.push(token) === generate) break;
  return { engine: "llama.cpp", tokens };
}

// One sequence: the prompt from nothing, then tokens after a context that is read once and gone back to.
async function alone() {
  const [lane] = lanes, reading = [], writing = [], text = tokensOf(Math.max(prompt, depth));
  for (let run = 0; run <= repeat; run++) {
    await lane.clearHistory();
    reading.push(prompt / await seconds(() => lane.evaluateWithoutGeneratingNewTokens(text.slice(0, prompt))));
  }
  if (prompt < depth - 1) await lane.evaluateWithoutGeneratingNewTokens(text.slice(prompt, depth - 1));
  for (let run = 0; run <= repeat; run++) {
    if (lane.nextTokenIndex >= depth) await lane.eraseContextTokenRanges([{ start: depth - 1, end: lane.nextTokenIndex }]);
    let made = 0, begin = 0;
    for await (const _ of lane.evaluate(text.slice(depth - 1, depth), { temperature: 0, yieldEogToken: true })) {
      if (made === 0) begin = performance.now();        // the first token pays for starting up
      if (++made > generate) break;
    }
    writing.push(generate / ((performance.now() - begin) / 1000));
  }
  return { prefill: median(reading.slice(1)), decode: median(writing.slice(1)) };
}

// Several sequences, step by step together: each step is one pass with a token of every sequence.
async function together() {
  const reading = [], writing = [], rows = [];
  const step = tokens => Promise.all(lanes.map(async (lane, index) => {
    const [result] = await lane.controlledEvaluate([[tokens[index], { generateNext: { token: true, options: { temperature: 0 } } }]]);
    return result.next.token;
  }));
  for (let run = 0; run <= repeat; run++) {
    const texts = lanes.map((_, index) => tokensOf(prompt, run * sequences + index + 1));
    await Promise.all(lanes.map(lane => lane.clearHistory()));
    reading.push(sequences * prompt / await seconds(() => Promise.all(lanes.map((lane, index) => lane.evaluateWithoutGeneratingNewTokens(texts[index].slice(0, -1))))));
    let next = await step(texts.map(text => text.at(-1)));
    Object.assign(batches, { passes: 0, rows: 0 });
    writing.push(sequences * generate / await seconds(async () => { for (let made = 0; made < generate; made++) next = await step(next); }));
    rows.push(batches.rows / batches.passes);
  }
  return { prefill: median(reading.slice(1)), decode: median(writing.slice(1)), rows: median(rows.slice(1)) };
}

if (given) {
  console.log(JSON.stringify(await continuation()));
} else {
  const speed = sequences === 1 ? await alone() : await together();
  const repacked = [...log.join("\n").matchAll(/REPACK model buffer size\s*=\s*([\d.]+) MiB/g)].reduce((sum, match) => sum + Number(match[1]) * 1.048576, 0);
  console.log(JSON.stringify({
    engine: "llama.cpp", prefill_tok_s: round(speed.prefill), decode_tok_s: round(speed.decode), load_s: round(load), rss_mb: round(status("VmRSS"), 0),
    peak_rss_mb: round(status("VmHWM"), 0), prompt, generate, depth, sequences, threads, repeat, flash, rows_a_pass: speed.rows && round(speed.rows),
    packed_mb: round(repacked, 1), baseline_mb: round(baseline, 1),
    library: readFileSync("/proc/self/maps", "utf8").match(/libggml-cpu[^/\s]*\.so/)?.[0] ?? "unknown",
    release: llama.llamaCppRelease.release,
  }));
}
process.exit(0);
