import { ask } from "../api";
import { toClipboard } from "../clipboard";
import { show } from "../dialogs";
import { element } from "../dom";
import { t, type TextKey } from "../texts";
import { attempt, toast } from "../toasts";
import { names } from "./changes";

interface Share { id: string; address: string; audience: "private" | "people" | "link"; people: string[]; expires_at?: string }

const day = 24 * 60 * 60 * 1000;
const ends: [days: number, label: TextKey][] = [[7, "share.week"], [1, "share.day"], [30, "share.month"], [0, "share.never"]];
const audiences: [value: Share["audience"], label: TextKey][] = [["link", "share.link"], ["people", "share.people"], ["private", "share.private"]];

/** Makes links to a chat, and takes them back. */
export async function shareChat(chat: string): Promise<void> {
  const links = element("ul", { class: "list share-links", "aria-label": t("share.links") });
  const audience = element("select", { class: "field", name: "audience" }, ...audiences.map(([value, label]) => element("option", { value }, t(label))));
  const people = element("input", { class: "field", type: "text", name: "people", autocomplete: "off" });
  const peopleLine = element("label", { class: "labelled", hidden: true }, element("span", {}, t("share.names")), people);
  const expires = element("select", { class: "field", name: "expires" }, ...ends.map(([value, label]) => element("option", { value }, t(label))));
  const form = element("form", { class: "share-form" },
    element("label", { class: "labelled" }, element("span", {}, t("share.audience")), audience),
    peopleLine,
    element("label", { class: "labelled" }, element("span", {}, t("share.expires")), expires),
    element("div", { class: "actions" }, element("button", { class: "button primary", type: "submit" }, t("share.create"))));
  audience.addEventListener("change", () => { peopleLine.hidden = audience.value !== "people"; });
  form.addEventListener("submit", event => {
    event.preventDefault();
    void attempt(async () => {
      const days = Number(expires.value);
      const made = await ask<Share>(`/api/chats/${chat}/shares`, {
        body: { audience: audience.value, people: audience.value === "people" ? names(people.value) : [], expires_at: days > 0 ? new Date(Date.now() + days * day).toISOString() : null },
      });
      links.prepend(line(made));
      await copy(made);
    });
  });
  const shares = await ask<Share[]>(`/api/chats/${chat}/shares`);
  links.append(...shares.map(line));
  await show(t("share.title"), element("div", { class: "dialog-body" }, element("p", {}, t("share.lead")), form, links)).closed;
}

function line(share: Share): HTMLElement {
  const label = audiences.find(([value]) => value === share.audience)?.[1] ?? "share.link";
  const end = share.expires_at ? ` · ${t("share.until", { day: new Date(share.expires_at).toLocaleDateString(document.documentElement.lang) })}` : "";
  const copyButton = element("button", { class: "button small", type: "button" }, t("share.copy"));
  const revoke = element("button", { class: "button small danger", type: "button" }, t("share.revoke"));
  const item = element("li", {}, element("span", { class: "share-what" }, `${share.people.length > 0 ? share.people.join(", ") : t(label)}${end}`), copyButton, revoke);
  copyButton.addEventListener("click", () => void copy(share));
  revoke.addEventListener("click", () => void attempt(async () => {
    await ask(`/api/shares/${share.id}`, { method: "DELETE" });
    item.remove();
    toast(t("share.revoked"));
  }));
  return item;
}

async function copy(share: Share): Promise<void> {
  const address = new URL(share.address, location.origin).href;
  try {
    await toClipboard(address);
    toast(t("share.copied"));
  } catch {
    toast(address, { seconds: 30 });      // it can be selected here
  }
}
