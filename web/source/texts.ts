import type english from "#languages/en.json";

/** A text of the user interface; every language has all of them, or the build fails. */
export type TextKey = keyof typeof english;

const texts: Record<TextKey, string> = document.documentElement.lang.startsWith("zh")
  ? (await import("#languages/zh.json")).default
  : (await import("#languages/en.json")).default;

const numbers = new Intl.NumberFormat(document.documentElement.lang);

/** Whether there is a text of this key; for keys that come from the server. */
export function has(key: string): key is TextKey {
  return Object.hasOwn(texts, key);
}

/** The text of a key in the page's language, with values in place of {name}, and of the forms {name:file|files} the one that goes with a count. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts[key].replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (place, name: string, one?: string, other?: string) => {
    const value = values[name];
    if (value === undefined) return place;
    if (one !== undefined) return (value === 1 ? one : other) ?? "";
    return typeof value === "number" ? numbers.format(value) : value;
  });
}
