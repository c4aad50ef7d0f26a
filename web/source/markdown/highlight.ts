import highlighter from "highlight.js/lib/common";

export function highlight(code: Element, language: string): void {
  if (!highlighter.getLanguage(language)) return;
  // The highlighter escapes the text and adds spans with classes of its own, nothing else.
  code.innerHTML = highlighter.highlight(code.textContent, { language, ignoreIllegals: true }).value;
}
