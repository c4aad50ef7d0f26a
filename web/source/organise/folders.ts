import { ask } from "../api";
import { prompt, show } from "../dialogs";
import { element } from "../dom";
import { t } from "../texts";

interface Folder { id: string; name: string }

/** Asks for a folder, which may be made on the way: its id, null for none, undefined where it was called off. */
export async function chooseFolder(): Promise<string | null | undefined> {
  const folders = await ask<Folder[]>("/api/folders");
  const choices = element("div", { class: "dialog-body choices-list" });
  const { dialog, closed } = show(t("chats.move"), choices);
  const choose = (value: string, text: string) => {
    const button = element("button", { class: "button wide", type: "button" }, text);
    button.addEventListener("click", () => dialog.close(value));
    choices.append(button);
  };
  choose("none", t("folders.none"));
  for (const folder of folders) choose(folder.id, folder.name);
  choose("new", t("folders.new"));
  const answer = await closed;
  if (answer === "") return undefined;
  if (answer === "none") return null;
  if (answer !== "new") return answer;
  const name = await prompt({ title: t("folders.new"), label: t("folders.name"), maxLength: 80 });
  return name ? (await ask<Folder>("/api/folders", { body: { name } })).id : undefined;
}
