// From the figures of side-by-side.mjs to ratios, a line and a page.

const median = values => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length === 0 ? NaN : sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

// Anonymous memory beyond one copy of the weights, which either side may hold privately in part or whole. Node itself is not llama.cpp's.
const excess = (run, weights) => run.anonymous_mb - (run.baseline_mb ?? 0) - Math.min(run.packed_mb, weights);

// Each: where its figures come from, and whether more of it is better.
const metrics = [
  { id: "prefill", title: ({ prompt }) => `prefill, ${prompt} tokens`, unit: "tok/s", scenario: "short", of: run => run.prefill_tok_s },
  { id: "decode", title: () => "decode after 128 tokens", unit: "tok/s", scenario: "short", of: run => run.decode_tok_s },
  { id: "deep", title: ({ depth }) => `decode after ${depth} tokens`, unit: "tok/s", scenario: "deep", of: run => run.decode_tok_s },
  { id: "many", title: ({ sequences }) => `decode, ${sequences} sequences, all together`, unit: "tok/s", scenario: "many", of: run => run.decode_tok_s },
  { id: "many_prefill", title: ({ sequences }) => `prefill, ${sequences} sequences, all together`, unit: "tok/s", scenario: "many", of: run => run.prefill_tok_s },
  { id: "memory", title: ({ depth }) => `memory beyond the weights, ${depth} tokens`, unit: "MB", scenario: "deep", of: excess, less: true },
];

// A metric over the rounds: each side's figures, and in each round the ratio to the better of llama.cpp's two settings.
export function figures(result) {
  return metrics.filter(metric => result.scenarios.includes(metric.scenario)).map(metric => {
    const rounds = result.rounds.map(round => {
      const { ours, off, on } = round[metric.scenario], weights = ours.weight_mb;
      const [a, b, c] = [ours, off, on].map(run => metric.of(run, weights));
      return { ours: a, off: b, on: c, ratio: a / (metric.less ? Math.min(b, c) : Math.max(b, c)) };
    });
    return { id: metric.id, title: metric.title(result.shape), unit: metric.unit, less: metric.less ?? false, rounds, ratio: median(rounds.map(round => round.ratio)), ours: median(rounds.map(round => round.ours)) };
  });
}

// Shares of limits: of the read bandwidth that decoding reaches, and of our own prefill rate that several sequences' decode reaches.
export function limits(result) {
  const shares = [];
  if (result.scenarios.includes("short")) {
    const of = result.rounds.map(({ short: { ours } }) => ours.token_mb / 1e3 * ours.decode_tok_s / ours.bandwidth_gb_s);
    const bandwidth = median(result.rounds.map(({ short: { ours } }) => ours.bandwidth_gb_s));
    shares.push({ id: "bandwidth", title: `decode, share of the read bandwidth (${bandwidth.toFixed(1)} GB/s)`, share: median(of) });
  }
  if (result.scenarios.includes("many") && result.scenarios.includes("short")) {
    const of = result.rounds.map(({ short, many }) => many.ours.decode_tok_s / short.ours.prefill_tok_s);
    shares.push({ id: "batching", title: `${result.shape.sequences} sequences' decode, share of our prefill`, share: median(of) });
  }
  return shares;
}

const show = (value, unit) => Math.abs(value) >= 100 || unit === "MB" ? value.toFixed(0) : value.toFixed(1);

export function summary(result) {
  const ratios = figures(result).map(({ id, rounds, ratio, ours, unit }) => {
    const one = rounds.length === 1 ? ` (${show(rounds[0].ours, unit)} against ${show(rounds[0].off, unit)} / ${show(rounds[0].on, unit)})` : ` (${show(ours, unit)} ${unit})`;
    return `${id} ${ratio.toFixed(2)}x${one}`;
  });
  return [...ratios, ...limits(result).map(({ id, share }) => `${id} ${(100 * share).toFixed(0)} %`)].join("; ");
}

export function page(result) {
  const { cpu, shape } = result;
  const lines = [
    `# ${result.date}: ${result.model} beside llama.cpp`, "",
    `CPU: ${cpu.name}, ${result.threads} threads (${cpu.flags.join(" ")}). llama.cpp: ${result.library}, prebuilt in node-llama-cpp.`,
    `Load of other programs when it began: ${result.load}. The first ${result.agreement.agreed} of ${result.agreement.of} greedy tokens are the same on both sides.`, "",
    "```", result.command, "```", "",
    "Turn by turn; llama.cpp with flash attention off / on; the ratio is to the better of the two, and its median is over the rounds.", "",
    `| | ${result.rounds.map((_, index) => `round ${index + 1}`).join(" | ")} | median ratio |`, `|---|${"---|".repeat(result.rounds.length)}---|`,
  ];
  for (const { title, unit, less, rounds, ratio } of figures(result)) {
    const cells = rounds.map(round => `${show(round.ours, unit)} : ${show(round.off, unit)} / ${show(round.on, unit)} = ${round.ratio.toFixed(2)}`);
    lines.push(`| ${title} (${unit}${less ? ", less is better" : ""}) | ${cells.join(" | ")} | **${ratio.toFixed(2)}** |`);
  }
  const shares = limits(result);
  if (shares.length) lines.push("", ...shares.map(({ title, share }) => `- ${title}: **${(100 * share).toFixed(0)} %**`));
  if (result.scenarios.includes("deep")) {
    const { ours, off, on } = result.rounds.at(-1).deep;
    lines.push("", `Memory of the last round: ours ${show(ours.anonymous_mb, "MB")} MB anonymous at most, of which weights ${show(ours.packed_mb, "MB")}; llama.cpp `
      + `${show(off.anonymous_mb, "MB")} / ${show(on.anonymous_mb, "MB")} MB, of which repacked weights ${show(on.packed_mb, "MB")} and Node itself ${show(on.baseline_mb, "MB")}. `
      + `The file holds ${show(ours.weight_mb, "MB")} MB of weights; "beyond the weights" leaves out at most one copy of them, and Node.`);
  }
  lines.push("", `Decoding alone writes ${shape.generate} tokens. llama.cpp is driven through Node, a promise a token; several sequences go step by step, so that every pass holds all of them.`, "");
  return lines.join("\n");
}
