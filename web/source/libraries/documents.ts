import { page } from "../navigation";

/** How often a page asks while something is being done. */
const period = 1_000;

let refresh: (() => Promise<void>) | null = null;

/** Looks at once at what has become of the documents. */
export async function refreshDocuments(): Promise<void> {
  await refresh?.();
}

page("[data-page=library-documents]", root => {
  const library = root.closest<HTMLElement>("[data-library]")?.dataset["library"] ?? "";
  let timer = 0;
  let isGone = false;
  const look = async () => {
    clearTimeout(timer);
    const query = new URLSearchParams({ from: root.dataset["from"] ?? "0", failed: root.dataset["failed"] ?? "false" });
    const text = await fetch(`/fragments/libraries${library}/documents?${query}`, { headers: { Accept: "text/html" } }).then(response => response.ok ? response.text() : null).catch(() => null);
    if (isGone) return;
    const fresh = text === null ? null : new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("[data-page=library-documents]");
    if (fresh) {
      root.toggleAttribute("data-busy", fresh.hasAttribute("data-busy"));
      // Whoever is at a button or a list that is open keeps it.
      for (const part of ["state", "table"]) {
        const [old, now] = [root.querySelector(`[data-part=${part}]`), fresh.querySelector(`[data-part=${part}]`)];
        if (old && now && !old.contains(document.activeElement) && !old.querySelector("details[open]") && old.innerHTML !== now.innerHTML) old.replaceWith(document.importNode(now, true));
      }
    }
    if (root.hasAttribute("data-busy") || !fresh) timer = window.setTimeout(() => void look(), period);
  };
  refresh = look;
  if (root.hasAttribute("data-busy")) timer = window.setTimeout(() => void look(), period);
  return () => {
    isGone = true;
    clearTimeout(timer);
    if (refresh === look) refresh = null;
  };
});
