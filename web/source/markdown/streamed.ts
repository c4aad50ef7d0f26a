import remend from "remend";
import type { Token, Tokens } from "marked";
import { blocksOf, elementsOf, unformatted, type Definitions, type MarkdownOptions } from "./dialect";
import { enhance, enhanceNow } from "./decorate";
import { patch } from "./patch";

/** No frame reads more than this much text, however fast it comes. */
const mostPerFrame = 4000;

interface OpenFence { sign: string; length: number; indent: number; block: Element; text: Text; line: string; shown: number }

/**
 * Markdown shown while it arrives. A block that is finished is never touched again; the last one is read anew at most once a frame, and a
 * code block takes its lines as they come. What is still half open is shown as what it will most likely be.
 */
export class StreamedMarkdown {
  readonly #element: HTMLElement;
  readonly #options: MarkdownOptions;
  readonly #definitions: Definitions = {};
  #whole = "";
  #arrived = "";
  #tail = "";
  #open: ChildNode[] = [];
  /** Finished blocks that may refer to definitions still to come, and how many were known. */
  readonly #referring: { raw: string; nodes: ChildNode[]; known: number }[] = [];
  #fence: OpenFence | undefined;
  #scheduled = false;
  #notBefore = 0;
  #finished: (() => void) | undefined;
  #isOver = false;

  constructor(element: HTMLElement, options: MarkdownOptions = { remoteImages: false }) {
    this.#element = element;
    this.#options = options;
  }

  append(text: string): void {
    this.#arrived += text;
    this.#schedule();
  }

  /** Shows what is left; the promise ends when all is shown. */
  finish(): Promise<void> {
    return new Promise(resolve => {
      this.#finished = resolve;
      this.#schedule();
    });
  }

  /** Lets go of the element, which is used for something else from now on. */
  abandon(): void { this.#isOver = true; }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A page that is not seen has no frames.
    if (document.hidden) setTimeout(() => this.#frame(), 50);
    else requestAnimationFrame(() => this.#frame());
  }

  #frame(): void {
    this.#scheduled = false;
    if (this.#isOver) return;
    const begun = performance.now();
    if (begun < this.#notBefore && !this.#finished) return this.#schedule();

    // A carriage return may be half of a line end.
    const complete = this.#arrived.length > mostPerFrame || !this.#arrived.endsWith("\r") || this.#finished ? undefined : -1;
    let piece = this.#arrived.slice(0, mostPerFrame).slice(0, complete);
    if (piece.length === mostPerFrame && piece.endsWith("\r")) piece = piece.slice(0, -1);
    this.#arrived = this.#arrived.slice(piece.length);
    piece = piece.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\ufffd");
    this.#whole += piece;
    const last = this.#finished !== undefined && this.#arrived === "";

    try {
      if (this.#fence) this.#continueFence(piece, last);
      else this.#tail += piece;
      if (!this.#fence) this.#showTail(last);
      if (last) this.#end();
    } catch (failure) {
      if (!(failure instanceof RangeError)) throw failure;
      this.#element.replaceChildren(unformatted(this.#whole));      // nested deeper than can be read
      this.#open = [];
    }

    // However large the last block grows, most of the time is left to the page.
    this.#notBefore = performance.now() + 3 * (performance.now() - begun);
    if (last) {
      this.#finished!();
      this.#finished = undefined;
    } else if (this.#arrived && this.#arrived !== "\r" || this.#finished) this.#schedule();
  }

  #showTail(last: boolean): void {
    const shown = last ? this.#tail : this.#tail.slice(0, withheldFrom(this.#tail));
    // What the last block defines may still be half an address.
    const known = { ...this.#definitions };
    const blocks = blocksOf(shown, this.#options, known);
    if (last) Object.assign(this.#definitions, known);
    let open = blocks.length - 1;
    while (open > 0 && blocks[open]!.type === "space") open--;
    if (open < 0) return;

    for (let i = 0; i < open; i++) {
      this.#tail = this.#tail.slice(blocks[i]!.raw.length);
      if (blocks[i]!.raw.includes("]:")) blocksOf(blocks[i]!.raw, this.#options, this.#definitions);
      this.#show([blocks[i]!]);
      this.#close(blocks[i]!);
    }

    const block = blocks[open]!;
    this.#show(last ? [block] : blocksOf(healed(block), this.#options, { ...this.#definitions }));
    if (last) this.#close(block);
    const fence = last || blocks.length > open + 1 ? null : openFence(block);
    if (fence) this.#enterFence(fence, block as Tokens.Code);
  }

  #show(blocks: Token[]): void {
    this.#open = patch(this.#element, this.#open, elementsOf(blocks, this.#options));
    for (const node of this.#open) if (node instanceof Element) enhanceNow(node);
  }

  #close(block?: Token): void {
    for (const node of this.#open) if (node instanceof Element) enhance(node);
    if (block && block.type !== "code" && /\[[^\]]+\](?![(:])/.test(block.raw))
      this.#referring.push({ raw: block.raw, nodes: this.#open, known: Object.keys(this.#definitions).length });
    this.#open = [];
  }

  #enterFence({ sign, length, indent }: { sign: string; length: number; indent: number }, token: Tokens.Code): void {
    const block = this.#open.find(node => node instanceof Element) as Element;
    const code = block.querySelector("code")!;
    // Marked drops the last line end; what is withheld or still to come continues from the line that is open.
    const lines = token.raw.slice(token.raw.indexOf("\n") + 1).split("\n");
    const line = lines.pop()!;
    const text = document.createTextNode(lines.map(each => each.replace(new RegExp(`^ {0,${indent}}`), "") + "\n").join(""));
    code.replaceChildren(text);
    this.#fence = { sign, length, indent, block, text, line: "", shown: 0 };
    const rest = line + this.#tail.slice(token.raw.length);
    this.#tail = "";
    enhanceNow(block);
    this.#continueFence(rest, false);
  }

  #continueFence(piece: string, last: boolean): void {
    const fence = this.#fence!;
    const closing = new RegExp(`^ {0,3}\\${fence.sign}{${fence.length},}[ \\t]*$`);
    const perhapsClosing = new RegExp(`^ {0,3}\\${fence.sign}*[ \\t]*$`);
    const stripped = (line: string) => line.replace(new RegExp(`^ {0,${fence.indent}}`), "");
    let added = "";
    let text = fence.line + piece;
    for (let end = text.indexOf("\n"); end >= 0 || (last && text); end = text.indexOf("\n")) {
      const line = end < 0 ? text : text.slice(0, end);
      text = end < 0 ? "" : text.slice(end + 1);
      if (fence.shown === 0 && closing.test(line)) {
        if (added) fence.text.appendData(added);
        this.#fence = undefined;
        this.#close();
        this.#tail = text;
        return;
      }
      added += stripped(line).slice(fence.shown) + "\n";
      fence.shown = 0;
    }

    fence.line = text;
    if (fence.indent === 0 && !(fence.shown === 0 && perhapsClosing.test(text))) {
      added += text.slice(fence.shown);
      fence.shown = text.length;
    }
    if (added) fence.text.appendData(added);
    if (last) {
      this.#fence = undefined;
      this.#close();
      this.#tail = "";
    }
  }

  #end(): void {
    this.#close();
    // A definition may stand behind the text that refers to it.
    const all = Object.keys(this.#definitions).length;
    for (const { raw, nodes, known } of this.#referring) {
      if (known === all) continue;
      this.#open = patch(this.#element, nodes, elementsOf(blocksOf(raw, this.#options, this.#definitions), this.#options));
      this.#close();
    }
  }
}

/** Where the text begins that does not yet say what it is: a last line of nothing but signs, or signs whose other neighbour has not come. */
function withheldFrom(text: string): number {
  const line = text.lastIndexOf("\n") + 1;
  return /^[ \t]*(?:[-=+*#>_~`|:$\\[\] \t]+|(?:[-*+>] *)*\d{1,9}[.)]?[ \t]*)$/.test(text.slice(line)) ? line : text.length - /[*_~`\\!\[]*$/.exec(text.slice(-8))![0].length;
}

function openFence(block: Token): { sign: string; length: number; indent: number } | null {
  if (block.type !== "code") return null;
  const opening = /^( {0,3})(`{3,}|~{3,})[^\n]*\n/.exec(block.raw);
  if (!opening) return null;
  const [, indent, signs] = opening as unknown as [string, string, string];
  const closed = new RegExp(`\\n {0,3}\\${signs[0]}{${signs.length},}[ \\t]*\\n*$`).test(block.raw);
  return closed ? null : { sign: signs[0]!, length: signs.length, indent: indent.length };
}

/** The source of the last block, with what is half open in it completed or left out. */
function healed(block: Token): string {
  if (block.type === "code" || block.type === "formulaBlock") return block.raw;
  let source = withoutOpenFormula(block.type === "paragraph" ? block.raw.trimEnd() : block.raw);
  const lastLine = source.slice(source.lastIndexOf("\n") + 1);
  if (block.type === "paragraph" && /^ {0,3}\|/.test(lastLine)) {
    const header = /\|\s*$/.test(lastLine.slice(1)) ? "" : "|";
    return `${source}${header}\n${"|---".repeat((lastLine + header).trimEnd().split("|").length - 2)}|`;
  }
  // A link's address comes behind its words.
  source = source.replace(/(?<!!)\[([^[\]\n]{2,})\]$/, "$1");
  return remend(source, { linkMode: "text-only", htmlTags: false, katex: false, singleTilde: false, setextHeadings: false, comparisonOperators: false });
}

/** A formula whose end has not come is not shown yet, unless it has gone on for so long that it is none. */
function withoutOpenFormula(source: string): string {
  const from = Math.max(0, source.length - 400);
  const near = source.slice(from).replaceAll(/(`+)[^`]+\1|\$\$[^$]+\$\$|\\\([\s\S]*?\\\)|\\\[[\s\S]*?\\\]|\$(?=\S)[^$\n]*[^\s$]\$(?!\d)/g, whole => " ".repeat(whole.length));
  const open = near.search(/\$\$|\\[([]|(?<![\w$\\])\$(?=[A-Za-z\\({])|\$$/);
  return open < 0 || near.slice(open).includes("\n\n") ? source : source.slice(0, from + open);
}
