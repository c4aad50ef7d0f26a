import { ask } from "../api";
import { confirm, show } from "../dialogs";
import { element } from "../dom";
import { go, page } from "../navigation";
import { t } from "../texts";
import { attempt } from "../toasts";

interface Prompt { name: string; text: string }

/** Lets a person write a prompt; null where they did not. */
async function write(title: string, known: Prompt): Promise<Prompt | null> {
  const name = element("input", { class: "field", type: "text", name: "name", value: known.name, maxlength: 50, required: true, pattern: "[^\\s\\/]+", title: t("prompts.nameHint"), autocomplete: "off", spellcheck: "false" });
  const text = element("textarea", { class: "field", name: "text", rows: 8, maxlength: 50_000, required: true });
  text.value = known.text;
  const form = element("form", { class: "dialog-body", method: "dialog" },
    element("label", { class: "labelled" }, element("span", {}, t("prompts.name")), name, element("small", {}, t("prompts.nameHint"))),
    element("label", { class: "labelled" }, element("span", {}, t("prompts.text")), text),
    element("div", { class: "actions" }, element("button", { class: "button primary", type: "submit", value: "save" }, t("form.save"))));
  const { closed } = show(title, form);
  name.focus();
  return await closed === "save" ? { name: name.value, text: text.value } : null;
}

page("[data-page=prompts]", root => {
  const press = (event: Event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-act]");
    const line = button?.closest<HTMLElement>("[data-prompt]");
    const known = { name: line?.dataset["name"] ?? "", text: line?.querySelector("[data-part=text]")?.textContent ?? "" };
    const address = `/api/prompts/${line?.dataset["prompt"]}`;
    void attempt(async () => {
      switch (button?.dataset["act"]) {
        case "add-prompt": {
          const made = await write(t("prompts.add"), known);
          if (!made) return;
          await ask("/api/prompts", { body: made });
          break;
        }
        case "change-prompt": {
          const changed = await write(t("prompts.changeOf", { name: known.name }), known);
          if (!changed) return;
          await ask(address, { method: "PUT", body: changed });
          break;
        }
        case "delete-prompt":
          if (!await confirm({ title: t("prompts.deleteOf", { name: known.name }), action: t("prompts.delete"), isDangerous: true })) return;
          await ask(address, { method: "DELETE" });
          break;
        default: return;
      }
      go("/settings/prompts");
    });
  };
  root.addEventListener("click", press);
  return () => root.removeEventListener("click", press);
});
