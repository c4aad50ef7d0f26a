import { announce } from "./live";
import { page } from "./navigation";
import { command } from "./shortcuts";
import { t } from "./texts";
import { toast } from "./toasts";

interface InstallPrompt extends Event { prompt(): Promise<unknown> }

let install: InstallPrompt | null = null;
let hideNotice: (() => void) | null = null;

/** Asks the person for leave to notify them; only ever after they asked for notifications. */
async function allowNotifications(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return Notification.permission === "granted" || await Notification.requestPermission() === "granted";
}

/** Notifies of something that ended on a page out of sight; a press on it goes to an address of ours. */
export async function notify(title: string, body: string, address: string): Promise<void> {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible") return;
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.showNotification(title, { body, tag: address, icon: "/icons/icon-192.png", data: { address } });
}

// Workers need a secure context: loopback is one, a plain http address of the network is not. What they fetch ahead waits until the page is there.
if ("serviceWorker" in navigator && isSecureContext) {
  const register = () => void navigator.serviceWorker.register(`/service-worker.js?language=${document.documentElement.lang.slice(0, 2)}`).catch(() => { });
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}

addEventListener("beforeinstallprompt", event => {
  event.preventDefault();
  install = event as InstallPrompt;
  offer();
});
addEventListener("appinstalled", () => {
  install = null;
  offer();
});

function offer(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-command='app.install']")) button.hidden = install === null;
}

page("[data-command='app.install']", offer);
command({ id: "app.install", label: "app.install", run: () => void install?.prompt() });

addEventListener("offline", () => { hideNotice ??= toast(t("offline.now"), { seconds: 24 * 60 * 60 }); });
addEventListener("online", () => {
  hideNotice?.();
  hideNotice = null;
  announce(t("offline.back"));
});

// The browser is asked for leave when a person switches notifications on, and at no other time.
page<HTMLInputElement>("input[name=notify]", box => box.addEventListener("change", async () => {
  if (!box.checked || await allowNotifications()) return;
  box.checked = false;
  toast(t("settings.notify.refused"), { kind: "bad" });
}));

page("[data-reload]", button => button.addEventListener("click", () => location.reload()));
