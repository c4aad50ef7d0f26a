import { keep } from "./cookies";
import { page } from "./navigation";
import { command } from "./shortcuts";

/** Below this the sidebar is a drawer over the page; styles/shell.css says the same. */
const narrow = matchMedia("(max-width: 52rem)");
const edge = 28;
const swipe = 56;

interface Watcher { onclose: (() => void) | null; destroy(): void }

let watcher: Watcher | null = null;

function shell(): HTMLElement | null {
  return document.getElementById("shell");
}

function isOpen(): boolean {
  return narrow.matches ? shell()?.dataset["drawer"] === "open" : shell()?.dataset["sidebar"] !== "closed";
}

function set(open: boolean): void {
  const frame = shell();
  if (!frame || open === isOpen()) return;
  const hadFocus = document.getElementById("sidebar")?.contains(document.activeElement);
  if (narrow.matches) {
    frame.dataset["drawer"] = open ? "open" : "closed";
    // Behind an open drawer nothing can be reached, so that Tab stays in it.
    frame.querySelector(".stage")?.toggleAttribute("inert", open);
    watch(open);
  } else {
    frame.dataset["sidebar"] = open ? "open" : "closed";
    keep("sidebar", open ? null : "closed");
  }
  tell(open);
  if (open && narrow.matches) frame.querySelector<HTMLElement>("#sidebar [data-command='sidebar.toggle']")?.focus();
  if (!open && (hadFocus || narrow.matches)) frame.querySelector<HTMLElement>(".sidebar-opener")?.focus();
}

function tell(open: boolean): void {
  for (const button of document.querySelectorAll("[aria-controls=sidebar]")) button.setAttribute("aria-expanded", String(open));
}

/** The system's way back closes the drawer, where the browser can tell us of it. */
function watch(open: boolean): void {
  watcher?.destroy();
  watcher = null;
  const Kind = (globalThis as { CloseWatcher?: new () => Watcher }).CloseWatcher;
  if (!open || !Kind) return;
  watcher = new Kind();
  watcher.onclose = () => set(false);
}

page("#shell", frame => {
  tell(isOpen());
  const change = () => {
    frame.dataset["drawer"] = "closed";
    frame.querySelector(".stage")?.removeAttribute("inert");
    tell(isOpen());
  };
  let start: { x: number; y: number } | null = null;
  const down = (event: TouchEvent) => {
    const touch = event.touches[0];
    start = touch && event.touches.length === 1 && narrow.matches && (isOpen() || touch.clientX < edge) ? { x: touch.clientX, y: touch.clientY } : null;
  };
  const up = (event: TouchEvent) => {
    const touch = event.changedTouches[0];
    if (!start || !touch) return;
    const across = touch.clientX - start.x, along = Math.abs(touch.clientY - start.y);
    start = null;
    if (Math.abs(across) > swipe && along < swipe) set(across > 0);
  };
  const key = (event: KeyboardEvent) => { if (event.key === "Escape" && narrow.matches && isOpen() && !document.querySelector(":popover-open, dialog:modal")) set(false); };
  narrow.addEventListener("change", change);
  document.addEventListener("touchstart", down, { passive: true });
  document.addEventListener("touchend", up, { passive: true });
  document.addEventListener("keydown", key);
  return () => {
    narrow.removeEventListener("change", change);
    document.removeEventListener("touchstart", down);
    document.removeEventListener("touchend", up);
    document.removeEventListener("keydown", key);
    watch(false);
  };
});

command({ id: "sidebar.toggle", label: "shortcuts.sidebar", keys: "Ctrl+Shift+S", run: () => shell() !== null && (set(!isOpen()), true) });

// On a phone the tabs and a year of use may be wider than the page: the tab that is open is seen, and the last weeks are.
page(".tabs [aria-current]", tab => { tab.scrollIntoView({ block: "nearest", inline: "center" }); });
page(".scrolling:has(> .heatmap)", year => { year.scrollLeft = year.scrollWidth; });

// Enhanced navigation would scroll to the content and leave the focus behind, and the address that the server wrote may have changed since.
page(".skip", link => link.addEventListener("click", event => {
  event.preventDefault();
  document.getElementById("main")?.focus();
}));
