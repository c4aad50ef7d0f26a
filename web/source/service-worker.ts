// Keeps the shell for a time without the server: scripts, styles, Latin fonts and a page that says so. Pages come from the network first; what is said in
// chats is never kept here.
declare const SHELL: string[];
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const language = new URL(worker.location.href).searchParams.get("language") === "zh" ? "zh" : "en";
const offline = `/offline?language=${language}`;
const cache = `shell-${VERSION}-${language}`;

worker.addEventListener("install", event => event.waitUntil((async () => {
  const kept = await caches.open(cache);
  await kept.addAll([...SHELL, offline]);
  await worker.skipWaiting();
})()));

worker.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== cache) await caches.delete(name);
  await worker.clients.claim();
})()));

worker.addEventListener("fetch", event => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => await caches.match(offline) ?? Response.error()));
  else if (address.pathname.startsWith("/assets/")) event.respondWith(kept(request));
  else if (SHELL.includes(address.pathname)) event.respondWith(fetch(request).catch(async () => await caches.match(address.pathname) ?? Response.error()));
});

/** The name changes with the content, so what is kept is right. */
async function kept(request: Request): Promise<Response> {
  return await caches.match(request) ?? fetch(request);
}

worker.addEventListener("notificationclick", event => {
  event.notification.close();
  const address = String((event.notification.data as { address?: string } | null)?.address ?? "/");
  event.waitUntil((async () => {
    const pages = await worker.clients.matchAll({ type: "window" });
    const open = pages.find(page => new URL(page.url).pathname === address);
    if (open) await open.focus();
    else await worker.clients.openWindow(address);
  })());
});
