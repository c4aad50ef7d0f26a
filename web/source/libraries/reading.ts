import { fragment } from "../api";
import { announce } from "../live";
import { page, settleAll } from "../navigation";
import { t } from "../texts";

/** How long nobody writes before the estimate is asked for, and how often a job is looked at while somebody is at it: milliseconds. */
const pause = 350, period = 1_000;

/** What a job would take is told while it is being written; each kind of work has a task of its own to begin with. */
page("[data-page=library-read]", root => {
  const library = root.closest<HTMLElement>("[data-library]")?.dataset["library"] ?? "";
  const form = root.querySelector("form")!;
  const task = form.querySelector<HTMLTextAreaElement>("[name=task]")!;
  const estimate = form.querySelector<HTMLElement>("[data-part=estimate]")!;
  let asked: AbortController | null = null;
  let timer = 0;

  const look = async () => {
    asked?.abort();
    const mine = asked = new AbortController();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !name.startsWith("__") && value !== "") query.append(name, value);
    if (task.required && task.value.trim() === "") {
      estimate.replaceChildren();
      return;
    }
    try {
      const told = await fragment(`/fragments/libraries${library}/read/estimate?${query}`, { signal: mine.signal });
      if (!mine.signal.aborted) estimate.replaceChildren(...told);
    } catch (error) {
      if (!mine.signal.aborted) estimate.textContent = t("read.estimate.failed", { why: error instanceof Error ? error.message : String(error) });
    }
  };
  const settle = () => {
    const kind = form.querySelector<HTMLInputElement>("[name=kind]:checked");
    task.placeholder = kind?.dataset["task"] ?? "";
    task.required = kind?.dataset["needs"] !== undefined;
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), pause);
  };
  form.addEventListener("input", settle);
  settle();
  return () => {
    clearTimeout(timer);
    asked?.abort();
  };
});

/** A job is drawn anew while somebody is at it, and once more when they are not. */
page("[data-page=library-read-job]", root => {
  const library = root.closest<HTMLElement>("[data-library]")?.dataset["library"] ?? "";
  let timer = 0;
  let isGone = false;
  const look = async () => {
    const query = new URLSearchParams({ state: root.dataset["state"] ?? "" });
    const text = await fetch(`/fragments/libraries${library}/read/${root.dataset["job"]}?${query}`, { headers: { Accept: "text/html" } })
      .then(response => response.status === 200 ? response.text() : null).catch(() => null);
    if (isGone) return;
    const fresh = text === null ? null : new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("[data-page=library-read-job]");
    if (fresh) {
      // Whoever is at a button, a source or a list that is open keeps it until the job is over.
      const isOver = !fresh.hasAttribute("data-busy");
      let isShown = true;
      for (const old of root.querySelectorAll<HTMLElement>("[data-part]")) {
        const now = fresh.querySelector(`[data-part=${old.dataset["part"]}]`);
        if (!now || old.innerHTML === now.innerHTML) continue;
        if (!isOver && (old.contains(document.activeElement) || old.querySelector("details[open], [aria-current], :popover-open"))) isShown = false;
        else old.replaceWith(document.importNode(now, true));
      }
      if (isShown) root.dataset["state"] = fresh.dataset["state"] ?? "";
      if (isOver) {
        root.removeAttribute("data-busy");
        announce(t("read.done"));
      }
      settleAll();
    }
    if (root.hasAttribute("data-busy")) timer = window.setTimeout(() => void look(), period);
  };
  if (root.hasAttribute("data-busy")) timer = window.setTimeout(() => void look(), period);
  return () => {
    isGone = true;
    clearTimeout(timer);
  };
});
