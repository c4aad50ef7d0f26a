import { Lexer, Tokenizer } from "marked";

type Rules = Tokenizer["rules"];

const never = /(?!)/;

// Where HTML is text, a line that looks like HTML does not end a paragraph.
const htmlLine = /\| \{0,3\}\(\?:<\\\/\?\(\?:address\|.*?<!\\\[CDATA\\\[\)/g;
const withoutHtml = (rule: RegExp) => new RegExp(rule.source.replaceAll(htmlLine, ""), rule.flags);

// Emphasis beside Chinese, Japanese and Korean: https://github.com/tats-u/markdown-cjk-friendly. Full-width punctuation counts as a
// letter, and a CJK character beside other punctuation opens and closes as a space would: **知言（Zhiyan）**是, 他说**“好”**了.
const cjk = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\p{Script=Hangul}\\u3000-\\u303f\\u30fb\\u30fc\\ufe30-\\ufe4f\\uff01-\\uffee]";
const sign = `(?:(?!${cjk})(?!~)[\\p{P}\\p{S}])`;
const letter = `(?:[^\\s\\p{P}\\p{S}]|~|(?!\\u3000)${cjk})`;
const other = `(?:(?!${cjk})${letter})`;
const stars = "(\\*+)";
const starsThenOthers = "(\\*+)(?!\\*)";

const emphasis = {
  // What may stand before an opening run that has a sign behind it.
  punctuation: new RegExp(`^((?![*_])(?:[\\s\\p{P}\\p{S}]|${cjk}))`, "u"),
  emStrongLDelim: new RegExp(`^(?:\\*+(?:((?!\\*)${sign})|([^\\s*]))?)|^_+(?:((?!_)${sign})|([^\\s_]))?`, "u"),
  emStrongRDelimAst: new RegExp([
    "^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)",
    "[^*]+(?=[^*])",
    `(?!\\*)${sign}${stars}(?=\\s|$)`,
    `(?:${letter}(?=\\*+(?:\\s|$))|${other}(?=\\*+${sign}))${starsThenOthers}(?=\\s|$|${sign})`,
    `(?:\\s|(?!\\*)${sign}(?=\\*+${other}))${stars}(?=${letter})`,
    `\\s${starsThenOthers}(?=${sign})`,
    `(?:(?!\\*)${sign}|(?!\\*)${cjk})${starsThenOthers}(?=${sign})`,
    `(?:${letter}|(?!\\*)${sign}(?=\\*+${cjk}))${stars}(?=${letter})`,
  ].join("|"), "gu"),
};

const { block, inline } = Lexer.rules;

export const rules: Rules = {
  ...new Lexer().options.tokenizer!.rules,
  block: {
    ...block.gfm,
    blockquote: withoutHtml(block.gfm.blockquote),
    html: never,
    lheading: withoutHtml(block.gfm.lheading),
    paragraph: withoutHtml(block.gfm.paragraph),
    table: withoutHtml(block.gfm.table),
  },
  inline: {
    ...inline.gfm,
    ...emphasis,
    blockSkip: new RegExp(inline.gfm.blockSkip.source.replace("|<(?! )[^<>]*?>", "|<https?:[^<>]*?>"), inline.gfm.blockSkip.flags),
    tag: never,
    url: never,
  },
};
