import { ask } from "../api";
import { confirm, prompt } from "../dialogs";
import { go, onArrival, page, settleAll } from "../navigation";
import { t } from "../texts";
import { attempt, toast } from "../toasts";
import { change, names } from "./changes";
import { exportChat } from "./export";
import { chooseFolder } from "./folders";
import { shareChat } from "./share";

let tag = "";
let row: HTMLElement | null = null;
let turn = 0;

function list(): HTMLElement | null {
  return document.getElementById("chat-list");
}

/** Lists the chats anew, as many as are listed now. For whoever changed a chat, or began one. */
export async function refreshChats(): Promise<void> {
  const shown = list();
  if (!shown) return;
  const mine = ++turn;
  const size = shown.querySelectorAll(".chat-group .chat-row").length;
  const query = new URLSearchParams({ tag, current: location.pathname, size: String(size) });
  const fresh = await fragment(`/fragments/chats?${query}`);
  if (!fresh || mine !== turn || !shown.isConnected) return;
  // An open menu stays open, and what is being chosen stays chosen.
  const menu = shown.querySelector("#chat-menu:popover-open");
  if (menu) {
    menu.addEventListener("toggle", () => void refreshChats(), { once: true });
    return;
  }
  const ticked = shown.hasAttribute("data-selecting") ? chosen() : null;
  const open = new Set([...shown.querySelectorAll<HTMLElement>("details[open]")].map(one => one.dataset["folder"]));
  for (const folder of fresh.querySelectorAll<HTMLDetailsElement>("details")) folder.open = open.has(folder.dataset["folder"]);
  const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("#chat-list .chat-row")?.dataset["chat"];
  shown.replaceWith(fresh);
  if (ticked) {
    select(true);
    for (const id of ticked) {
      const box = rowOf(id)?.querySelector<HTMLInputElement>(".chat-check");
      if (box) box.checked = true;
    }
    count();
  }
  if (focused) fresh.querySelector<HTMLElement>(`.chat-row[data-chat="${CSS.escape(focused)}"] a`)?.focus();
  settleAll();
}

/** The list in an answer of the server; null where there was none. */
async function fragment(address: string): Promise<HTMLElement | null> {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("chat-list");
}

async function more(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  const query = new URLSearchParams({ tag, before: button.dataset["before"] ?? "", current: location.pathname });
  const next = await fragment(`/fragments/chats?${query}`);
  const shown = list();
  if (!next || !shown || !button.isConnected) {
    button.disabled = false;
    return;
  }
  let first: HTMLElement | null = null;
  for (const group of next.querySelectorAll<HTMLElement>(".chat-group")) {
    first ??= group.querySelector<HTMLElement>(".chat-row a");
    // The last group goes on where the next page begins with the same days.
    const same = shown.querySelector(`.chat-group[data-group="${CSS.escape(group.dataset["group"] ?? "")}"] .chat-rows`);
    if (same) same.append(...group.querySelectorAll(".chat-row"));
    else button.before(group);
  }
  const later = next.querySelector<HTMLButtonElement>(".more");
  if (later) button.replaceWith(later);
  else button.remove();
  first?.focus({ preventScroll: true });
}

function mark(): void {
  for (const link of list()?.querySelectorAll<HTMLAnchorElement>(".chat-row > a") ?? []) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function chosen(): string[] {
  return [...list()?.querySelectorAll<HTMLInputElement>(".chat-check:checked") ?? []].map(box => box.closest<HTMLElement>(".chat-row")?.dataset["chat"] ?? "");
}

function rowOf(id: string): HTMLElement | null {
  return list()?.querySelector<HTMLElement>(`.chat-row[data-chat="${CSS.escape(id)}"]`) ?? null;
}

function tagsOf(chat: HTMLElement | null): string[] {
  return (chat?.dataset["tags"] ?? "").split("\n").filter(name => name.length > 0);
}

function select(on: boolean): void {
  const shown = list();
  if (!shown) return;
  shown.toggleAttribute("data-selecting", on);
  const bar = shown.querySelector<HTMLElement>(".bulk-bar");
  if (bar) bar.hidden = !on;
  if (!on) for (const box of shown.querySelectorAll<HTMLInputElement>(".chat-check")) box.checked = false;
  count();
}

function count(): void {
  const place = list()?.querySelector("[data-part=count]");
  if (place) place.textContent = t("chats.selected.count", { n: chosen().length });
}

/** Archives or deletes, and offers the way back. */
async function put(ids: string[], action: "archive" | "delete"): Promise<void> {
  if (ids.length === 0) return;
  await change(ids, { action });
  const isHere = ids.some(id => location.pathname === `/c/${id}`);
  toast(t(action === "delete" ? "chats.done.delete" : "chats.done.archive"), {
    undo: () => attempt(async () => {
      await change(ids, { action: action === "delete" ? "restore" : "unarchive" });
      await refreshChats();
    }),
  });
  select(false);
  await refreshChats();
  if (isHere && action === "delete") go("/");
}

async function move(ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const before = Map.groupBy(ids, id => rowOf(id)?.dataset["folder"] ?? "");
  await change(ids, { action: "move", folder });
  toast(t("chats.done.move"), {
    undo: () => attempt(async () => {
      for (const [old, moved] of before) await change(moved, { action: "move", folder: old || null });
      await refreshChats();
    }),
  });
  select(false);
  await refreshChats();
}

async function one(act: string, chat: HTMLElement): Promise<void> {
  const id = chat.dataset["chat"] ?? "";
  const title = chat.dataset["title"] ?? "";
  switch (act) {
    case "rename": {
      const name = await prompt({ title: t("chats.rename"), label: t("chats.title"), value: title });
      if (!name) return;
      await ask(`/api/chats/${id}`, { method: "PATCH", body: { title: name } });
      break;
    }
    case "pin":
      await ask(`/api/chats/${id}`, { method: "PATCH", body: { pinned: chat.dataset["pinned"] !== "true" } });
      break;
    case "tags": {
      const before = tagsOf(chat).join(", ");
      const wanted = await prompt({ title: t("chats.tag"), body: t("chats.tagsHint"), label: t("chats.tags"), value: before, isOptional: true });
      if (wanted === null) return;
      await ask(`/api/chats/${id}`, { method: "PATCH", body: { tags: names(wanted) } });
      break;
    }
    case "move": return move([id]);
    case "archive":
    case "delete": return put([id], act);
    case "share": return shareChat(id);
    case "export": return exportChat(id);
    default: return;
  }
  await refreshChats();
}

async function many(act: string): Promise<void> {
  const ids = chosen();
  if (ids.length === 0) return;
  if (act === "bulk-archive") return put(ids, "archive");
  if (act === "bulk-delete") return put(ids, "delete");
  if (act === "bulk-move") return move(ids);
  const name = await prompt({ title: t("chats.tag"), label: t("chats.tagName"), maxLength: 40 });
  if (!name) return;
  const without = ids.filter(id => !tagsOf(rowOf(id)).some(known => known.toLowerCase() === name.toLowerCase()));
  await change(ids, { action: "tag", tag: name });
  toast(t("chats.done.tag"), without.length === 0 ? {} : {
    undo: () => attempt(async () => {
      await change(without, { action: "untag", tag: name });
      await refreshChats();
    }),
  });
  select(false);
  await refreshChats();
}

async function folder(act: string, of: HTMLElement | null): Promise<void> {
  const address = of ? `/api/folders/${of.dataset["folder"]}` : "/api/folders";
  if (act === "delete-folder") {
    if (!await confirm({ title: t("folders.delete"), body: t("folders.deleteHint"), action: t("chats.delete"), isDangerous: true })) return;
    await ask(address, { method: "DELETE" });
  } else {
    const name = await prompt({ title: t(of ? "folders.rename" : "folders.new"), label: t("folders.name"), value: of?.dataset["name"] ?? "", maxLength: 80 });
    if (!name) return;
    await ask(address, { method: of ? "PATCH" : "POST", body: { name } });
  }
  await refreshChats();
}

// Capture: menus.ts opens the menu by the same press, and it should read right when it does.
for (const kind of ["pointerdown", "click", "keydown"] as const) document.addEventListener(kind, event => {
  const found = (event.target as Element).closest<HTMLElement>("#chat-list .chat-row");
  if (!found) return;
  row = found;
  const pin = document.querySelector("#chat-menu [data-act=pin] > span");
  if (pin) pin.textContent = t(found.dataset["pinned"] === "true" ? "chats.unpin" : "chats.pin");
}, true);

document.addEventListener("click", event => {
  const button = (event.target as Element).closest<HTMLElement>("#chat-list [data-act]");
  const act = button?.dataset["act"];
  if (!button || !act) return;
  const chat = row;
  void attempt(async () => {
    if (act === "tag") {
      tag = tag === button.dataset["value"] ? "" : button.dataset["value"] ?? "";
      await refreshChats();
    } else if (act === "more") await more(button as HTMLButtonElement);
    else if (act === "select") {
      select(!list()?.hasAttribute("data-selecting"));
      document.querySelector<HTMLElement>("#chat-list[data-selecting] .chat-check")?.focus();
    }
    else if (act.startsWith("bulk-")) await many(act);
    else if (act.endsWith("-folder")) await folder(act, button.closest<HTMLElement>(".chat-folder"));
    else if (chat) await one(act, chat);
  });
});

document.addEventListener("change", event => {
  if ((event.target as Element).matches(".chat-check")) count();
});

document.addEventListener("chats-changed", () => void refreshChats());
document.addEventListener("visibilitychange", () => { if (!document.hidden) void refreshChats(); });
onArrival(() => {
  mark();
  void refreshChats();
});

page("#chat-list", () => {
  mark();
  count();
});
