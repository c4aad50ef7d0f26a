import star from "lucide-static/icons/star.svg";
import { ask } from "../api";
import { show } from "../dialogs";
import { element, icon } from "../dom";
import { prefer, preferences } from "../preferences";
import { t } from "../texts";
import { attempt } from "../toasts";

export interface Model {
  id: string; name: string; provider?: string; is_default: boolean; state: string; progress?: number; reason?: string; bytes?: number; context?: number; description?: string;
  abilities: { vision: boolean; tools: boolean; reasoning: boolean };
}

/** How often the list is asked for what has changed: what is loading gets on, and a file that was dropped into the folder is there. */
const pace = 1_000;

export const models = (): Promise<Model[]> => ask<Model[]>("/api/models");

export const canAnswer = (model: Model): boolean => model.state !== "incomplete" && model.state !== "failed";

/** Lets a person choose a model; null where they did not. Favourites come first, and what is loading tells how far it is. */
export async function chooseModel(current: string | null): Promise<string | null> {
  let [known, { favourite_models: favourites }] = await Promise.all([models(), preferences()]);
  const list = element("ul", { class: "models" });
  const filter = element("input", { class: "field", type: "search", placeholder: t("models.filter"), "aria-label": t("models.filter") });
  const empty = element("p", { class: "hint" });
  const { dialog, closed } = show(t("models.title"), element("div", { class: "models-dialog" }, filter, list, empty));
  const isFavourite = (model: Model): boolean => favourites.includes(model.id);
  const draw = (): void => {
    const wanted = filter.value.toLowerCase();
    const active = list.contains(document.activeElement) ? document.activeElement as HTMLElement : null;
    const [focused, kind] = [active?.dataset["model"], active?.classList[0]];
    const found = known.filter(model => `${model.id} ${model.name} ${model.provider ?? ""}`.toLowerCase().includes(wanted));
    const [first, others] = [found.filter(isFavourite), found.filter(model => !isFavourite(model))];
    list.replaceChildren(...[...first, ...others].map(model => {
      const button = element("button", { type: "button", class: "model", "data-model": model.id, "aria-pressed": String(model.id === current), disabled: !canAnswer(model) },
        element("strong", {}, model.name), element("span", { class: "model-state" }, stateOf(model)), element("small", {}, about(model)));
      button.addEventListener("click", () => dialog.close(model.id));
      const favour = element("button", { type: "button", class: "favour button icon quiet", "data-model": model.id, "aria-pressed": String(isFavourite(model)), "aria-label": t("models.favourite", { name: model.name }), title: t("models.favourite", { name: model.name }) }, icon(star, 18));
      favour.addEventListener("click", () => {
        favourites = isFavourite(model) ? favourites.filter(id => id !== model.id) : [...favourites, model.id];
        draw();
        void attempt(() => prefer({ favourite_models: favourites }));
      });
      return element("li", {}, button, favour);
    }));
    empty.hidden = list.childElementCount > 0;
    empty.textContent = t(known.length === 0 ? "models.empty" : "models.notFound");
    if (focused) list.querySelector<HTMLElement>(`.${kind}[data-model="${CSS.escape(focused)}"]`)?.focus();
  };
  const look = async (): Promise<void> => {
    const now = await models().catch(() => known);      // the next look may reach it again
    if (JSON.stringify(now) === JSON.stringify(known)) return;
    known = now;
    draw();
  };
  filter.addEventListener("input", draw);
  draw();
  const again = setInterval(() => void look(), pace);
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
    model.bytes ? sizeOf(model.bytes) : null,
    model.context ? t("models.context", { n: model.context }) : null,
    model.abilities.reasoning ? t("models.reasoning") : null,
    model.abilities.tools ? t("models.tools") : null,
    model.abilities.vision ? t("models.vision") : null,
  ].filter(part => part).join(" · ");
}

function sizeOf(bytes: number): string {
  const unit = bytes < 1e6 ? "kilobyte" : bytes < 1e9 ? "megabyte" : "gigabyte";
  const divisor = { kilobyte: 1e3, megabyte: 1e6, gigabyte: 1e9 }[unit];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: unit === "gigabyte" ? 1 : 0 }).format(bytes / divisor);
}
