import close from "lucide-static/icons/x.svg";
import { element, icon } from "./dom";
import { announce } from "./live";
import { t } from "./texts";

/** More at once would cover the page; the oldest goes. */
const most = 3;

interface Toast { undo?: () => void; seconds?: number; kind?: "good" | "bad" }

/** Shows a short text at the edge of the page for a while, with a way to undo what it tells. Gives back a way to take it off. */
export function toast(text: string, { undo, seconds, kind }: Toast = {}): () => void {
  const place = document.getElementById("toasts");
  if (!place) return () => { };
  while (place.childElementCount >= most) place.firstElementChild?.remove();

  const box = element("div", { class: `toast ${kind ?? ""}` }, element("span", {}, text));
  let timer = 0;
  const off = () => {
    clearTimeout(timer);
    box.remove();
  };
  const wait = () => { timer = window.setTimeout(off, (seconds ?? (undo ? 10 : 5)) * 1000); };
  if (undo) {
    const back = element("button", { class: "button quiet", type: "button" }, t("toast.undo"));
    back.addEventListener("click", () => { off(); undo(); });
    box.append(back);
  }
  const away = element("button", { class: "button icon quiet", type: "button", "aria-label": t("toast.dismiss") }, icon(close, 16));
  away.addEventListener("click", off);
  box.append(away);
  // Whoever is reading it, or on the way to its button, is given time.
  for (const begin of ["pointerenter", "focusin"]) box.addEventListener(begin, () => clearTimeout(timer));
  for (const end of ["pointerleave", "focusout"]) box.addEventListener(end, wait);
  place.append(box);
  wait();
  announce(text);
  return off;
}

/** Tells why something was not done. */
export function tell(error: unknown): void {
  toast(error instanceof Error ? error.message : String(error), { kind: "bad" });
}

/** Does something that may be refused, and tells why it was. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell(error);
  }
}
