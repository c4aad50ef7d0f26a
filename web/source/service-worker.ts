declare const SHELL: string[];

const worker = self as unknown as ServiceWorkerGlobalScope;
const cache = "shell";

worker.addEventListener("install", event => event.waitUntil(caches.open(cache).then(kept => kept.addAll(SHELL))));
