import { show } from "../dialogs";
import { element } from "../dom";
import { go } from "../navigation";
import { command, isComposing } from "../shortcuts";
import { t } from "../texts";

/** How long typing rests before the server is asked. */
const rest = 120;

/** The search over all chats, in a dialog: the newest first while nothing is typed. */
function open(): void {
  if (document.querySelector("dialog:modal")) return;
  const input = element("input", {
    class: "field", type: "search", autocomplete: "off", spellcheck: "false", maxlength: 1000, placeholder: t("search.words"), "aria-label": t("search.words"),
    role: "combobox", "aria-expanded": "true", "aria-controls": "search-options", "aria-autocomplete": "list",
  });
  const found = element("div", { class: "search-found" });
  const all = element("a", { class: "button quiet", href: "/search" }, t("search.all"));
  const { dialog } = show(t("search.title"), element("div", { class: "dialog-body search-dialog" }, input, found, all), { isWide: true });
  let at = -1;
  let timer = 0;
  let asked: AbortController | null = null;

  const options = () => [...found.querySelectorAll<HTMLElement>("[role=option]")];
  const point = (to: number) => {
    const every = options();
    if (every.length === 0) return;
    at = (to + every.length) % every.length;
    every.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const chosen = every[at]!;
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const leave = (address: string) => {
    dialog.close("");
    go(address);
  };
  const find = async () => {
    const mine = asked = new AbortController();
    const text = await fetch(`/fragments/search?${new URLSearchParams({ q: input.value })}`, { headers: { Accept: "text/html" }, signal: mine.signal })
      .then(response => response.ok ? response.text() : null).catch(() => null);
    if (text === null || mine !== asked) return;
    found.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
    at = -1;
    input.removeAttribute("aria-activedescendant");
    if (input.value) point(0);
  };

  // What was found for other words is not what Enter means now.
  const typed = () => {
    asked?.abort();
    clearTimeout(timer);
    all.href = `/search?${new URLSearchParams({ q: input.value })}`;
    at = -1;
    input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", event => {
    typed();
    if (!(event as InputEvent).isComposing) timer = window.setTimeout(() => void find(), rest);
  });
  input.addEventListener("compositionend", () => {
    typed();
    timer = window.setTimeout(() => void find(), rest);
  });
  input.addEventListener("keydown", event => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown") point(at + 1);
    else if (event.key === "ArrowUp") point(at - 1);
    else if (event.key === "Enter") leave(options()[at]?.getAttribute("href") ?? all.href);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link.getAttribute("href") ?? "/search");
  });
  input.focus();
  void find();
}

command({ id: "search.open", label: "shortcuts.search", keys: "Ctrl+K", run: open });
