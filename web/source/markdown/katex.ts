import { render } from "katex";

/** Draws a formula in place of its source; one that is wrong stays as source. Nothing in it may link, load or name a class. */
export function draw(element: HTMLElement, source: string): void {
  try {
    render(source, element, {
      displayMode: element.classList.contains("math-display"),
      throwOnError: true,
      strict: "ignore",
      trust: false,
      maxSize: 50,
      maxExpand: 1000,
    });
    element.classList.remove("math-wrong");
  } catch {
    element.textContent = source;
    element.classList.add("math-wrong");
  }
}
