import type english from "#languages/en.json";

/** A text of the user interface; every language has all of them, or the build fails. */
export type TextKey = keyof typeof english;

const texts: Record<TextKey, string> = document.documentElement.lang.startsWith("zh")
  ? (await import("#languages/zh.json")).default
  : (await import("#languages/en.json")).default;

/** The text of a key in the page's language, with values in place of their {names}. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
