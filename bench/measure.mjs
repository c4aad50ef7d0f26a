// Runs a program to its end and returns the JSON of its last line, with the most anonymous memory that it held: heap, packed weights and caches, but
// no mapped file (RssAnon of /proc/PID/status, looked at every 20 ms).
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export function measure(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args.map(String), { stdio: ["ignore", "pipe", "pipe"] });
    let output = "", errors = "", peak = 0;
    const watch = setInterval(() => {
      try {
        peak = Math.max(peak, Number(readFileSync(`/proc/${child.pid}/status`, "utf8").match(/RssAnon:\s*(\d+)/)?.[1] ?? 0) * 1024 / 1e6);
      } catch {
        // It has just ended.
      }
    }, 20);
    child.stdout.on("data", data => output += data);
    child.stderr.on("data", data => errors = (errors + data).slice(-2000));
    child.on("error", error => { clearInterval(watch); reject(error); });
    child.on("close", code => {
      clearInterval(watch);
      const last = output.trim().split("\n").at(-1);
      if (code === 0 && last?.startsWith("{")) resolve({ ...JSON.parse(last), anonymous_mb: Number(peak.toFixed(1)) });
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}: ${errors || output}`));
    });
  });
}
