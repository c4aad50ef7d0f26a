import { show } from "./dialogs";
import { element } from "./dom";
import { page } from "./navigation";
import { prefer } from "./preferences";
import { t, type TextKey } from "./texts";
import { attempt } from "./toasts";

/** Something that keys do, and buttons with data-command="id". `run` gives false where it does not apply now, and the keys keep their usual meaning. */
export interface Command { id: string; label: TextKey; keys?: string; run: () => void | boolean }

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const commands = new Map<string, Command>();

/** Keys that a person chose, by the command's id; the server keeps them for all of their devices. */
let own: Record<string, string> = {};

page("#shell", shell => { own = JSON.parse(shell.dataset["shortcuts"] || "{}"); });

function keep(chosen: Record<string, string>): void {
  own = chosen;
  void attempt(() => prefer({ shortcuts: own }));
}

/** Adds a command; what it gives back takes it away again. `keys` are written as Ctrl+Shift+O; Ctrl is ⌘ on Apple's machines. */
export function command(added: Command): () => void {
  commands.set(added.id, added);
  return () => { if (commands.get(added.id) === added) commands.delete(added.id); };
}

export function run(id: string): boolean {
  const found = commands.get(id);
  return found !== undefined && found.run() !== false;
}

/** The keys of a command as a person reads them, or "" where it has none. */
export function keysOf(id: string): string {
  const keys = own[id] ?? commands.get(id)?.keys ?? "";
  return isApple ? keys.replace("Ctrl+", "⌘").replace("Alt+", "⌥").replace("Shift+", "⇧") : keys;
}

/** Whether a key belongs to an input method: Safari ends a composition before its last key, which has code 229; Chrome says isComposing. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

function written(event: KeyboardEvent): string {
  const key = event.code.startsWith("Key") ? event.code.slice(3)
    : event.code.startsWith("Digit") ? event.code.slice(5)
    : ({ Slash: "/", Period: ".", Comma: ",", Quote: "'", Space: "Space" } as Record<string, string>)[event.code] ?? event.key;
  const control = isApple ? event.metaKey : event.ctrlKey;
  return [control && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", key].filter(Boolean).join("+");
}

function boundTo(keys: string, except?: string): Command | undefined {
  return [...commands.values()].find(one => one.id !== except && (own[one.id] ?? one.keys) === keys);
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || isComposing(event) || event.repeat) return;
  const found = boundTo(written(event));
  if (!found || (document.querySelector("dialog:modal") && found.id !== "shortcuts.list")) return;
  if (found.run() !== false) event.preventDefault();
});

document.addEventListener("click", event => {
  const button = (event.target as Element).closest<HTMLElement>("[data-command]");
  if (button && run(button.dataset["command"] ?? "")) event.preventDefault();
});

function list(): void {
  if (document.querySelector("dialog:modal")) return;
  const table = element("ul", { class: "shortcut-list" });
  const problem = element("p", { class: "problem", role: "alert" });
  const reset = element("button", { class: "button", type: "button" }, t("shortcuts.reset"));
  const draw = () => table.replaceChildren(...[...commands.values()].filter(one => one.keys).map(one => row(one, draw, problem)));
  reset.addEventListener("click", () => { keep({}); problem.textContent = ""; draw(); });
  draw();
  show(t("shortcuts.title"), element("div", { class: "dialog-body" }, element("p", {}, t("shortcuts.lead")), table, problem, element("div", { class: "actions" }, reset)));
}

function row(one: Command, redraw: () => void, problem: HTMLElement): HTMLElement {
  const name = t(one.label), keys = keysOf(one.id);
  const change = element("button", { class: "keys", type: "button", "aria-label": t("shortcuts.change", { name, keys }) }, keys);
  change.addEventListener("click", () => {
    change.textContent = t("shortcuts.press");
    const listen = (event: KeyboardEvent) => {
      if (["Control", "Shift", "Alt", "Meta", "Tab"].includes(event.key) || isComposing(event)) return;
      event.preventDefault();
      event.stopPropagation();
      change.removeEventListener("keydown", listen);
      const pressed = written(event);
      const taken = boundTo(pressed, one.id);
      problem.textContent = taken ? t("shortcuts.taken", { keys: pressed, name: t(taken.label) }) : "";
      if (!taken && pressed !== "Escape") {
        const chosen = { ...own, [one.id]: pressed };
        if (pressed === one.keys) delete chosen[one.id];
        keep(chosen);
      }
      redraw();
    };
    change.addEventListener("keydown", listen);
    change.addEventListener("blur", () => { change.removeEventListener("keydown", listen); change.textContent = keysOf(one.id); }, { once: true });
  });
  return element("li", {}, element("span", {}, name), change);
}

command({ id: "shortcuts.list", label: "shortcuts.list", keys: "Ctrl+/", run: list });
