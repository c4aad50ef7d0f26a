import { toClipboard } from "../clipboard";
import code from "lucide-static/icons/code-xml.svg";
import check from "lucide-static/icons/check.svg";
import copy from "lucide-static/icons/copy.svg";
import play from "lucide-static/icons/play.svg";
import sheet from "lucide-static/icons/sheet.svg";
import square from "lucide-static/icons/square.svg";
import wrap from "lucide-static/icons/wrap-text.svg";
import { t } from "../texts";
import { csvOf } from "./csv";
import { runIn } from "./code-frame";
import { isRemote } from "./links";
import { drawn } from "./patch";

/** Longer code stays without colours: they would cost the page a noticeable pause. */
const longestColoured = 40_000;
/** A frame gives this much of its time to drawing. */
const millisecondsPerFrame = 8;

const containers = new WeakSet<EventTarget>();
const waiting = new WeakSet<Element>();
const allowedImages = new Set<string>();
const runnable = new Set(["html", "htm", "xhtml", "svg"]);

let katex: typeof import("./katex") | undefined;

/** Gives the messages in a container their buttons, colours, formulas and diagrams; whatever is drawn already stays. Call it again after content came. */
export function decorate(container: HTMLElement): void {
  if (!containers.has(container)) {
    containers.add(container);
    container.addEventListener("click", pressed);
  }
  enhance(container);
}

/** The same for some finished elements whose container is known already. */
export function enhance(root: Element): void {
  enhanceNow(root);
  for (const block of within(root, ".code-block")) observe(block);
  for (const formula of within(root, ".math")) if (!drawn.has(formula) || !formula.querySelector(".katex")) observe(formula);
}

/** What can be done at once, also to a block that still grows. */
export function enhanceNow(root: Element): void {
  for (const block of within(root, ".code-block")) addCodeBar(block);
  for (const block of within(root, ".table-block")) addTableBar(block);
  for (const button of within(root, "button.blocked-image")) nameImage(button as HTMLButtonElement);
  if (katex) for (const formula of within(root, ".math")) drawFormula(formula);
  else if (within(root, ".math").length > 0) void loadKatex().then(() => { if (root.isConnected) enhanceNow(root); });
}

function within(root: Element, selector: string): Element[] {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches(selector)) found.unshift(root);
  return found;
}

function addCodeBar(block: Element): void {
  const pre = block.querySelector("pre");
  if (!pre || block.querySelector(":scope > [data-ui]")) return;
  pre.tabIndex = 0;
  const language = languageOf(block);
  const bar = barOf(language);
  if (runnable.has(language)) bar.append(button("run", "markdown.run", play));
  bar.append(button("wrap", "markdown.wrap", wrap, false), button("copy", "markdown.copy", copy));
  block.prepend(bar);
}

function addTableBar(block: Element): void {
  const scroll = block.querySelector<HTMLElement>(".table-scroll");
  if (!scroll || block.querySelector(":scope > [data-ui]")) return;
  scroll.tabIndex = 0;
  const bar = barOf("");
  bar.append(button("csv", "markdown.copyCsv", sheet));
  block.append(bar);
}

function barOf(language: string): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "block-bar";
  bar.dataset.ui = "";
  // A label by style, so that the text of a message is the message's.
  if (language) bar.dataset.language = language;
  return bar;
}

type ButtonKey = "markdown.run" | "markdown.wrap" | "markdown.copy" | "markdown.copyCsv" | "markdown.source";

function button(action: string, key: ButtonKey, icon: string, pressed?: boolean): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.do = action;
  name(made, t(key), icon);
  if (pressed !== undefined) made.ariaPressed = String(pressed);
  return made;
}

function name(button: HTMLButtonElement, words: string, icon: string): void {
  button.ariaLabel = button.title = words;
  button.innerHTML = icon;
  button.querySelector("svg")!.ariaHidden = "true";
}

function nameImage(placeholder: HTMLButtonElement): void {
  const url = placeholder.dataset.src ?? "";
  if (allowedImages.has(url)) return showImage(placeholder, url);
  const host = placeholder.querySelector(".blocked-image-host")?.textContent ?? "";
  const words = placeholder.querySelector(".blocked-image-words")?.textContent ?? "";
  // The name begins with what is seen, so that it can be said to a machine that listens.
  placeholder.ariaLabel = `${[words, host].filter(part => part).join(" ")}: ${t("markdown.loadImage")}`;
  placeholder.title = t("markdown.loadImageHint", { host });
}

function pressed(event: Event): void {
  const target = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button.blocked-image, [data-ui] button[data-do]") : null;
  if (!target) return;
  event.preventDefault();
  const block = target.closest(".code-block, .table-block");
  if (target.matches(".blocked-image")) {
    const url = target.dataset.src ?? "";
    if (isRemote(url)) showImage(target, url);
  } else if (!block) return;
  else if (target.dataset.do === "copy") void give(target, codeOf(block), copy, t("markdown.copy"));
  else if (target.dataset.do === "csv") void give(target, csvOf(block.querySelector("table")!), sheet, t("markdown.copyCsv"));
  else if (target.dataset.do === "wrap") target.ariaPressed = String(block.classList.toggle("wrapped"));
  else if (target.dataset.do === "source") target.ariaPressed = String(!block.classList.toggle("drawn"));
  else if (target.dataset.do === "run") run(block, target);
}

/** The page itself may load no picture of another site; a frame with a policy of its own shows this one and nothing else. */
function showImage(placeholder: HTMLElement, url: string): void {
  // Bounded: the oldest consent is asked for again.
  if (allowedImages.size >= 1000) allowedImages.delete(allowedImages.values().next().value!);
  allowedImages.add(url);
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "");
  frame.className = "image-frame";
  frame.title = placeholder.querySelector(".blocked-image-words")?.textContent || placeholder.querySelector(".blocked-image-host")?.textContent || "";
  frame.src = `/frame/image?src=${encodeURIComponent(url)}`;
  placeholder.replaceWith(frame);
}

function run(block: Element, button: HTMLButtonElement): void {
  const running = block.querySelector("iframe");
  if (running) {
    running.remove();
    name(button, t("markdown.run"), play);
  } else {
    block.append(runIn(codeOf(block), t("markdown.frame")));
    name(button, t("markdown.stop"), square);
  }
}

async function give(button: HTMLButtonElement, text: string, icon: string, words: string): Promise<void> {
  await toClipboard(text);
  name(button, t("markdown.copied"), check);
  setTimeout(() => name(button, words, icon), 1500);
}

const codeOf = (block: Element) => block.querySelector("pre > code")?.textContent ?? "";
const languageOf = (block: Element) => /(?:^|\s)language-(\S+)/.exec(block.querySelector("pre > code")?.className ?? "")?.[1] ?? "";

// Only what comes near the view is drawn, so that a long conversation opens at once.
const observer = new IntersectionObserver(seen => {
  for (const { isIntersecting, target } of seen) if (isIntersecting) enqueue(target);
}, { rootMargin: "800px 0px", scrollMargin: "800px 0px" });       // the window's margin, and that of what scrolls in it

addEventListener("beforeprint", () => {
  for (const element of document.querySelectorAll(".code-block, .math")) if (waiting.has(element)) enqueue(element);
});

function observe(element: Element): void {
  waiting.add(element);
  observer.observe(element);
}

const queue: Element[] = [];

function enqueue(element: Element): void {
  observer.unobserve(element);
  if (!waiting.delete(element)) return;
  if (queue.push(element) === 1) setTimeout(() => void drawNext());
}

async function drawNext(): Promise<void> {
  let begun = performance.now();
  for (let element = queue[0]; element; queue.shift(), element = queue[0]) {
    if (performance.now() - begun > millisecondsPerFrame) {
      await new Promise(resolve => setTimeout(resolve));
      begun = performance.now();
    }
    if (element.isConnected) await draw(element).catch(failure => console.warn("A message is shown without its drawing:", failure));
  }
}

async function draw(element: Element): Promise<void> {
  if (element.matches(".math")) {
    await loadKatex();
    return drawFormula(element);
  }
  const shown = element.querySelector("pre > code");
  const language = languageOf(element);
  if (!shown || !language || shown.childElementCount > 0) return;
  if (language === "mermaid") await drawDiagram(element);
  else if (shown.textContent.length <= longestColoured) (await import("./highlight")).highlight(shown, language);
}

async function loadKatex(): Promise<void> { katex = await import("./katex"); }

function drawFormula(formula: Element): void {
  if (drawn.has(formula) && formula.querySelector(".katex")) return;
  const source = formula.textContent;
  katex!.draw(formula as HTMLElement, source);
  drawn.set(formula, source);
}

async function drawDiagram(block: Element): Promise<void> {
  if (block.querySelector(".diagram")) return;
  const image = await (await import("./mermaid")).diagram(codeOf(block));
  if (!image || block.querySelector(".diagram")) return;
  image.className = "diagram";
  image.dataset.ui = "";
  image.alt = t("markdown.diagram");
  block.append(image);
  block.classList.add("drawn");
  block.querySelector(".block-bar")?.prepend(button("source", "markdown.source", code, false));
}
