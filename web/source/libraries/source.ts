import close from "lucide-static/icons/x.svg";
import next from "lucide-static/icons/chevron-right.svg";
import previous from "lucide-static/icons/chevron-left.svg";
import { element, icon } from "../dom";
import { page, settleAll } from "../navigation";
import { t } from "../texts";

/** How long a pointer rests before a card opens, how long a card stays when it leaves, and what a long press is: milliseconds. */
const rest = 180, stay = 220, longPress = 500;

const gap = 8;

let panel: Panel | null = null;
let timer = 0;
let held = false;

/** A number in an answer: a pointer, the keyboard's focus or a long press shows its card; a click opens the source beside the answer. */
page<HTMLElement>("[data-cite]", cite => {
  const card = cite.dataset["card"] ? document.getElementById(cite.dataset["card"]) : null;
  cite.removeAttribute("popovertarget");      // that is the way without scripts
  cite.addEventListener("click", event => {
    if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    clearTimeout(timer);
    if (held) {
      held = false;
      return;
    }
    card?.hidePopover();
    void open(cite);
  });
  if (!card) return;
  const show = () => {
    card.showPopover();
    place(card, cite);
  };
  const later = (run: () => void, time: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(run, time);
  };
  const hide = () => later(() => card.hidePopover(), stay);
  cite.addEventListener("pointerenter", event => { if (event.pointerType === "mouse") later(show, rest); });
  cite.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") hide(); });
  cite.addEventListener("focus", () => { if (cite.matches(":focus-visible")) show(); });
  cite.addEventListener("blur", event => { if (!card.contains(event.relatedTarget as Node | null)) hide(); });
  cite.addEventListener("pointerdown", event => {
    held = false;
    if (event.pointerType === "touch") later(() => { held = true; show(); }, longPress);
  });
  for (const end of ["pointerup", "pointercancel"]) cite.addEventListener(end, () => { if (!held) clearTimeout(timer); });
  cite.addEventListener("contextmenu", event => { if ((event as PointerEvent).pointerType === "touch") event.preventDefault(); });
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", hide);
});

function place(card: HTMLElement, at: HTMLElement): void {
  const from = at.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const isBelow = from.bottom + gap + height <= innerHeight || from.top < height + gap;
  card.style.left = `${Math.max(gap, Math.min(from.left, innerWidth - width - gap))}px`;
  card.style.top = `${isBelow ? Math.min(from.bottom + gap, innerHeight - height - gap) : from.top - gap - height}px`;
}

/** The panel beside the page: a sheet where the page is narrow. */
interface Panel { root: HTMLElement; body: HTMLElement; number: HTMLElement; from: HTMLElement; asked: AbortController | null }

async function open(cite: HTMLElement): Promise<void> {
  // One that went with an earlier page is no panel any more.
  if (panel?.root.isConnected !== true) panel = make(cite);
  const mine = panel;
  mine.from = cite;
  mark(mine);
  const library = cite.closest<HTMLElement>("[data-library]")?.dataset["library"] ?? "";
  const { document: id = "", start = "", end = "" } = cite.dataset;
  mine.asked?.abort();
  const asked = mine.asked = new AbortController();
  mine.body.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`/fragments/libraries${library}/documents/${id}?${new URLSearchParams({ start, end })}`, { headers: { Accept: "text/html" }, signal: asked.signal });
    if (!response.ok) throw new Error(String(response.status));
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    if (asked.signal.aborted || panel !== mine) return;
    mine.body.replaceChildren(...[...parsed.body.children].map(child => document.importNode(child, true)));
    settleAll();
    mine.body.querySelector("#evidence")?.scrollIntoView({ block: "center" });
  } catch (error) {
    if (!asked.signal.aborted) mine.body.replaceChildren(element("p", { class: "problem", role: "alert" }, t("answer.panel.failed", { why: error instanceof Error ? error.message : String(error) })));
  } finally {
    if (!asked.signal.aborted) mine.body.removeAttribute("aria-busy");
  }
}

function make(cite: HTMLElement): Panel {
  const body = element("div", { class: "source-body", tabindex: "0", role: "group", "aria-label": t("answer.panel") });
  const number = element("span", { class: "source-number", role: "status" });
  const back = tool(previous, t("answer.panel.previous"), () => step(-1));
  const forth = tool(next, t("answer.panel.next"), () => step(1));
  const away = tool(close, t("answer.panel.close"), shut);
  const root = element("aside", { class: "source-panel", "aria-label": t("answer.panel") }, element("div", { class: "source-bar" }, back, number, forth, element("span", { class: "grow" }), away), body);
  const place = cite.closest<HTMLElement>("[data-library]") ?? document.body;
  place.append(root);
  place.setAttribute("data-source-open", "");
  root.addEventListener("keydown", event => {
    if (event.key === "Escape") shut();
  });
  body.focus({ preventScroll: true });
  return { root, body, number, from: cite, asked: null };
}

function tool(svg: string, label: string, run: () => void): HTMLButtonElement {
  const button = element("button", { class: "button icon quiet", type: "button", "aria-label": label, title: label }, icon(svg));
  button.addEventListener("click", run);
  return button;
}

/** The places that an answer, or a list of passages, names: each once, in their order. */
function all(cite: HTMLElement): HTMLElement[] {
  const within = cite.closest("[data-answer], .passages, [data-library]") ?? document;
  const known = new Set<string>();
  return [...within.querySelectorAll<HTMLElement>("[data-cite]")].filter(one => {
    const key = keyOf(one);
    return !known.has(key) && known.add(key);
  });
}

function keyOf(cite: HTMLElement): string {
  return `${cite.dataset["document"]} ${cite.dataset["start"]} ${cite.dataset["end"]}`;
}

function step(by: number): void {
  if (!panel) return;
  const from = panel.from;
  const every = all(from);
  const at = every.findIndex(one => keyOf(one) === keyOf(from));
  const to = every[(at + by + every.length) % every.length];
  if (to) void open(to);
}

function mark({ from, number, root }: Panel): void {
  for (const one of document.querySelectorAll("[data-cite][aria-current]")) one.removeAttribute("aria-current");
  from.setAttribute("aria-current", "true");
  const every = all(from);
  number.textContent = t("answer.panel.number", { n: every.findIndex(one => keyOf(one) === keyOf(from)) + 1, all: every.length });
  for (const button of root.querySelectorAll<HTMLButtonElement>(".source-bar .button.icon:not(:last-child)")) button.disabled = every.length < 2;
}

function shut(): void {
  if (!panel) return;
  const { root, from, asked } = panel;
  panel = null;
  asked?.abort();
  root.parentElement?.removeAttribute("data-source-open");
  root.remove();
  settleAll();
  from.removeAttribute("aria-current");
  if (from.isConnected) from.focus();
}

// A page that is left takes its panel along.
page("[data-library]", () => () => {
  panel?.asked?.abort();
  panel = null;
});

// The document's own page is drawn by a module of its own, which is fetched when the first one is opened.
page<HTMLElement>("[data-pdf]", place => {
  let end: (() => void) | null = null;
  let isGone = false;
  void import("./pdf").then(async ({ draw }) => {
    if (!isGone) end = await draw(place);
    if (isGone) end?.();
  });
  return () => {
    isGone = true;
    end?.();
  };
});
