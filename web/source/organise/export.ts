import { show } from "../dialogs";
import { element } from "../dom";
import { t, type TextKey } from "../texts";

const formats: [format: string, label: TextKey][] = [["pdf", "export.pdf"], ["docx", "export.docx"], ["md", "export.markdown"], ["html", "export.html"], ["json", "export.json"]];

/** Offers a chat's formats; each is a plain download. */
export async function exportChat(id: string): Promise<void> {
  const choices = element("div", { class: "dialog-body choices-list" }, ...formats.map(([format, label]) =>
    element("a", { class: "button wide", href: `/api/chats/${id}/export?format=${format}`, download: true, "data-enhance-nav": "false" }, t(label))));
  const { dialog, closed } = show(t("export.title"), choices);
  choices.addEventListener("click", event => { if ((event.target as Element).closest("a")) setTimeout(() => dialog.close("")); });
  await closed;
}
