import DOMPurify from "dompurify";
import { Lexer, Marked, Parser, type MarkedOptions, type Token, type Tokens, type TokensList } from "marked";
import { formulaAt, formulaBlockAt, nextFormula, nextFormulaBlock, type FormulaToken } from "./formulas";
import { hostOf, isAttachment, isRemote, mayBeFollowed, unexpectedHost } from "./links";
import { rules } from "./rules";

// The Markdown of messages, as on the server (src/Zhiyan.Server/Markdown): CommonMark with tables, task lists, strikethrough,
// bare links and formulas; HTML is text. Both sides write the same elements, so that a streamed reply is not moved by its final form.

export interface MarkdownOptions { remoteImages: boolean }

/** What link reference definitions say, by label. */
export type Definitions = TokensList["links"];

const elements = ["a", "blockquote", "br", "button", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre",
  "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"];
const words = ["class", "loading", "referrerpolicy", "rel", "start", "target", "type"];
const purifier = DOMPurify();

const bareLink = /^https?:\/\/[a-z0-9][a-z0-9\-._~:/?#@!&'()+,;=%$]{0,2000}/i;

const dialects = new Map<boolean, MarkedOptions>();

/** The blocks of a text; `known` are definitions that earlier text gave, and takes those of this one. */
export function blocksOf(text: string, options: MarkdownOptions, known: Definitions = {}): TokensList {
  const lexer = new Lexer(dialectOf(options));
  dialectOf(options).tokenizer!.rules = rules;
  Object.assign(lexer.tokens.links, known);
  const blocks = lexer.lex(text.replaceAll("\0", "\ufffd"));
  Object.assign(known, blocks.links);
  return blocks;
}

/** Safe elements for some blocks. */
export function elementsOf(blocks: Token[], options: MarkdownOptions): DocumentFragment {
  return purifier.sanitize(Parser.parse(blocks, dialectOf(options)), {
    ALLOWED_TAGS: elements,
    ALLOWED_ATTR: ["alt", "data-src", "href", "src", "title", ...words],
    ADD_URI_SAFE_ATTR: words,
    ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|\/files\/|#)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

/** A whole text as safe elements; one nested too deeply to be read stays text. */
export function render(text: string, options: MarkdownOptions): DocumentFragment {
  try {
    return elementsOf(blocksOf(text.replaceAll(/\r\n?/g, "\n"), options), options);
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    return unformatted(text);
  }
}

export function unformatted(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const paragraph = fragment.appendChild(document.createElement("p"));
  paragraph.className = "unformatted";
  paragraph.textContent = text;
  return fragment;
}

function dialectOf(options: MarkdownOptions): MarkedOptions {
  let dialect = dialects.get(options.remoteImages);
  if (!dialect) dialects.set(options.remoteImages, dialect = create(options));
  return dialect;
}

function create({ remoteImages }: MarkdownOptions): MarkedOptions {
  return new Marked({
    gfm: true,
    tokenizer: {
      html: () => undefined,
      tag: () => undefined,
      url: () => undefined,
      del: source => source.startsWith("~~") && !source.startsWith("~~~") ? false : undefined,
    },
    hooks: { emStrongMask: masked },
    extensions: [
      { name: "formulaBlock", level: "block", start: nextFormulaBlock, tokenizer: source => formulaBlockAt(source), renderer: token => formula("div", token as unknown as FormulaToken) },
      { name: "formula", level: "inline", start: nextFormula, tokenizer: (source, before) => formulaAt(source, before.at(-1)?.raw), renderer: token => formula("span", token as unknown as FormulaToken) },
      {
        name: "bareLink",
        level: "inline",
        start: source => { const at = source.search(/https?:\/\//i); return at < 0 ? undefined : at; },
        tokenizer(source) {
          const found = bareLink.exec(source);
          if (!found) return undefined;
          const raw = trimmed(found[0]);
          return this.lexer.state.inLink
            ? { type: "text", raw, text: raw, escaped: false }
            : { type: "link", raw, href: raw, title: null, text: raw, tokens: [{ type: "text", raw, text: raw, escaped: false }] };
        },
      },
    ],
    renderer: {
      code: ({ text, lang }) => {
        const language = /^[A-Za-z0-9+#._-]{1,40}/.exec(lang ?? "")?.[0].toLowerCase();
        return `<div class="code-block"><pre><code${language ? ` class="language-${language}"` : ""}>${escape(text)}${text ? "\n" : ""}</code></pre></div>`;
      },
      table({ header, rows }) {
        const cells = (row: Tokens.TableCell[], element: string) => `<tr>${row.map(cell =>
          `<${element}${cell.align ? ` class="align-${cell.align}"` : ""}>${this.parser.parseInline(cell.tokens)}</${element}>`).join("")}</tr>`;
        const body = rows.length > 0 ? `<tbody>${rows.map(row => cells(row, "td")).join("")}</tbody>` : "";
        return `<div class="table-block"><div class="table-scroll"><table><thead>${cells(header, "th")}</thead>${body}</table></div></div>`;
      },
      list(list) {
        const tag = list.ordered ? "ol" : "ul";
        const start = list.ordered && list.start !== 1 ? ` start="${list.start}"` : "";
        const tasks = list.items.some(item => item.task) ? ` class="contains-task-list"` : "";
        return `<${tag}${tasks}${start}>${list.items.map(item => this.listitem(item)).join("")}</${tag}>`;
      },
      listitem(item) {
        return `<li${item.task ? ` class="task-list-item"` : ""}>${this.parser.parse(item.tokens)}</li>`;
      },
      checkbox: ({ checked }) => `<span class="task">${checked ? "☑" : "☐"}</span> `,
      link({ href, title, text, tokens }) {
        const shown = this.parser.parseInline(tokens);
        if (!mayBeFollowed(href)) return shown;
        const host = unexpectedHost(wordsOf(tokens) || text, href);
        const away = href.startsWith("#") ? "" : ` rel="noopener noreferrer nofollow" target="_blank"`;
        return `<a href="${address(href)}"${titled(title)}${away}>${shown}</a>${host ? ` <span class="link-host">(${escape(host)})</span>` : ""}`;
      },
      image({ href, title, text, tokens }) {
        const alt = escape(tokens ? wordsOf(tokens) : text);
        if (isAttachment(href) || (remoteImages && isRemote(href)))
          return `<img src="${address(href)}" alt="${alt}" loading="lazy" referrerpolicy="no-referrer"${titled(title)}>`;
        if (!isRemote(href)) return alt;
        return `<button type="button" class="blocked-image" data-src="${address(href)}"><span class="blocked-image-words">${alt}</span> ` +
          `<span class="blocked-image-host">${escape(hostOf(href))}</span></button>`;
      },
      html: ({ text }) => escape(text),
    },
  }).defaults;
}

const formula = (element: string, { text, display }: FormulaToken) =>
  `<${element} class="math math-${display ? "display" : "inline"}">${escape(text)}</${element}>`;

const titled = (title?: string | null) => title ? ` title="${escape(decoded(title))}"` : "";

function address(href: string): string {
  try { return escape(encodeURI(href).replaceAll("%25", "%")); } catch { return ""; }
}

export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Marked leaves entities to the browser; where words are compared or written as an attribute they are read first. */
function decoded(text: string): string {
  return text.includes("&") ? new DOMParser().parseFromString(text.replaceAll("<", "&lt;"), "text/html").documentElement.textContent ?? "" : text;
}

function wordsOf(tokens: Token[]): string {
  return tokens.map(token => "tokens" in token && token.tokens ? wordsOf(token.tokens)
    : token.type === "br" ? "\n" : token.type === "codespan" || token.type === "formula" ? (token as Tokens.Codespan).text
    : decoded("text" in token ? String(token.text) : token.raw)).join("");
}

function trimmed(link: string): string {
  const count = (sign: string) => link.split(sign).length;
  while (/[.,;:!?'_~&]$/.test(link) || (link.endsWith(")") && count(")") > count("("))) link = link.slice(0, -1);
  return link;
}

/** Stars and underscores within formulas emphasise nothing. */
function masked(source: string): string {
  let shown = "", at = 0;
  for (let next = nextFormula(source); next !== undefined; next = nextFormula(source.slice(at))) {
    const found = formulaAt(source.slice(at + next), source.slice(0, at + next).slice(-1));
    const end = at + next + (found?.raw.length ?? 1);
    shown += source.slice(at, at + next) + (found ? "a".repeat(found.raw.length) : source.slice(at + next, end));
    at = end;
  }
  return shown + source.slice(at);
}
