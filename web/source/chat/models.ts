import { ask } from "../api";
import { show } from "../dialogs";
import { element } from "../dom";
import { t } from "../texts";

export interface Model {
  id: string; name: string; provider?: string; is_default: boolean; state: string; progress?: number; reason?: string; bytes?: number; context?: number; description?: string;
  abilities: { vision: boolean; tools: boolean; reasoning: boolean };
}

export const models = (): Promise<Model[]> => ask<Model[]>("/api/models");

/** Lets a person choose a model; null where they did not. What is loading tells how far it is. */
export async function chooseModel(current: string | null): Promise<string | null> {
  const list = element("ul", { class: "models" });
  const filter = element("input", { class: "field", type: "search", placeholder: t("models.filter"), "aria-label": t("models.filter") });
  const { dialog, closed } = show(t("models.title"), element("div", { class: "models-dialog" }, filter, list));
  const draw = async (): Promise<void> => {
    const wanted = filter.value.toLowerCase();
    list.replaceChildren(...(await models()).filter(model => `${model.id} ${model.name} ${model.provider ?? ""}`.toLowerCase().includes(wanted)).map(model => {
      const button = element("button", { type: "button", class: "model", "aria-pressed": String(model.id === current), disabled: model.state === "incomplete" || model.state === "failed" },
        element("strong", {}, model.name), element("span", { class: "model-state" }, stateOf(model)), element("small", {}, about(model)));
      button.addEventListener("click", () => dialog.close(model.id));
      return element("li", {}, button);
    }));
  };
  filter.addEventListener("input", () => void draw());
  await draw();
  const again = setInterval(() => void draw(), 2_000);
  const chosen = await closed;
  clearInterval(again);
  return chosen || null;
}

function stateOf(model: Model): string {
  switch (model.state) {
    case "loading": return t("models.loading", { percent: Math.round((model.progress ?? 0) * 100) });
    case "loaded": return t("models.loaded");
    case "incomplete": return t("models.incomplete", { what: model.reason ?? "" });
    case "failed": return t("models.failed", { why: model.reason ?? "" });
    default: return model.provider ? t("models.remote", { name: model.provider }) : t("models.local");
  }
}

function about(model: Model): string {
  return [
    model.bytes ? `${Math.round(model.bytes / 1e6).toLocaleString()} MB` : null,
    model.context ? t("models.context", { n: model.context }) : null,
    model.abilities.reasoning ? t("models.reasoning") : null,
    model.abilities.tools ? t("models.tools") : null,
    model.abilities.vision ? t("models.vision") : null,
  ].filter(part => part).join(" · ");
}
