// Menus are popovers with role=menu: <button popovertarget="id" aria-haspopup="menu">, <div id="id" class="menu" popover role="menu">. The browser opens
// and closes them; here they get their place, the arrow keys, and a long press on whatever has data-menu="id".

const gap = 6;
const longPress = 500;

let opener: HTMLElement | null = null;
let point: { x: number; y: number } | null = null;

/** Opens a menu at an element, or at a point of the window. */
export function openMenu(menu: HTMLElement, at: HTMLElement, where: { x: number; y: number } | null = null): void {
  opener = at;
  point = where;
  menu.showPopover();
}

document.addEventListener("click", event => {
  const button = (event.target as Element).closest<HTMLElement>("[popovertarget]");
  if (button) {
    opener = button;
    point = null;
    return;
  }
  // What is switched in a menu is looked at; what is done closes it.
  const item = (event.target as Element).closest<HTMLElement>("[role=menuitem], .choice");
  item?.closest<HTMLElement>(".menu[popover]")?.hidePopover();
}, true);

document.addEventListener("toggle", event => {
  const menu = event.target as HTMLElement;
  if (!menu.matches?.(".menu[popover]")) return;
  const isOpen = (event as ToggleEvent).newState === "open";
  for (const button of document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`)) button.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) return;
  place(menu);
  items(menu)[0]?.focus();
}, true);

document.addEventListener("keydown", event => {
  const menu = event.target instanceof Element ? event.target.closest<HTMLElement>(".menu[popover]") : null;
  if (!menu || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = items(menu);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = step(event.key, at, all);
  if (!next) return;
  event.preventDefault();
  next.focus();
});

function step(key: string, at: number, all: HTMLElement[]): HTMLElement | undefined {
  switch (key) {
    case "ArrowDown": return all[(at + 1) % all.length];
    case "ArrowUp": return all[(at - 1 + all.length) % all.length];
    case "Home": return all[0];
    case "End": return all[all.length - 1];
  }
  if (key.length !== 1 || key === " ") return undefined;
  const later = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return later.find(item => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")].filter(item => !item.hidden && !item.hasAttribute("disabled"));
}

function place(menu: HTMLElement): void {
  if (!opener) return;
  const from = point ? new DOMRect(point.x, point.y, 0, 0) : opener.getBoundingClientRect();
  menu.style.minInlineSize = from.width > 160 && from.width < 360 ? `${from.width}px` : "";      // as wide as a wide button it belongs to
  const { width, height } = menu.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(menu).direction === "rtl";
  const start = isRightToLeft ? from.right - width : from.left;
  const x = start + width > innerWidth - gap ? from.right - width : start;
  const below = from.bottom + gap;
  const y = below + height > innerHeight - gap && from.top - gap - height > gap ? from.top - gap - height : below;
  menu.style.left = `${Math.max(gap, Math.min(x, innerWidth - width - gap))}px`;
  menu.style.top = `${Math.max(gap, Math.min(y, innerHeight - height - gap))}px`;
}

let press = 0;

document.addEventListener("pointerdown", event => {
  const held = (event.target as Element).closest<HTMLElement>("[data-menu]");
  if (!held || event.pointerType !== "touch") return;
  const { clientX: x, clientY: y } = event;
  press = window.setTimeout(() => openFor(held, { x, y }), longPress);
});
for (const end of ["pointerup", "pointercancel", "pointermove", "scroll"]) document.addEventListener(end, () => clearTimeout(press), { passive: true, capture: true });

// A long press also calls for the system's menu, which would lie over ours. A mouse's right button stays the browser's.
document.addEventListener("contextmenu", event => {
  if ((event as PointerEvent).pointerType === "touch" && (event.target as Element).closest("[data-menu]")) event.preventDefault();
});

function openFor(held: HTMLElement, where: { x: number; y: number }): boolean {
  const menu = document.getElementById(held.dataset["menu"] ?? "");
  if (!menu || menu.matches(":popover-open")) return false;
  openMenu(menu, held, where);
  return true;
}
