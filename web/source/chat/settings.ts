import { show } from "../dialogs";
import { element } from "../dom";
import { t, type TextKey } from "../texts";

export interface Settings { model?: string; instructions?: string; temperature?: number; top_p?: number; max_tokens?: number; seed?: number; reasoning_budget?: number }

const numbers: [name: "temperature" | "top_p" | "max_tokens" | "seed" | "reasoning_budget", label: TextKey, min: number, max: number, step: number][] = [
  ["temperature", "settings.temperature", 0, 2, 0.05],
  ["top_p", "settings.topP", 0.05, 1, 0.05],
  ["max_tokens", "settings.maxTokens", 1, 1_000_000, 1],
  ["reasoning_budget", "settings.reasoning", 0, 1_000_000, 1],
  ["seed", "settings.seed", 0, 2_147_483_647, 1],
];

/** Lets a person change how a chat is answered; null where they did not. What is empty is the model's own default. */
export async function changeSettings(now: Settings): Promise<Settings | null> {
  const instructions = element("textarea", { class: "field", rows: 4, name: "instructions", id: "chat-instructions" });
  instructions.value = now.instructions ?? "";
  const fields = numbers.map(([name, label, min, max, step]) => {
    const input = element("input", { class: "field", type: "number", name, id: `chat-${name}`, min, max, step, value: now[name], placeholder: t("settings.default") });
    return { name, input, row: element("div", { class: "form-row" }, element("label", { for: input.id }, t(label)), input) };
  });
  const form = element("form", { class: "chat-settings", method: "dialog" },
    element("div", { class: "form-row" }, element("label", { for: "chat-instructions" }, t("settings.instructions")), instructions),
    ...fields.map(field => field.row),
    element("div", { class: "actions" }, element("button", { class: "button primary", type: "submit", value: "save" }, t("settings.save"))));
  const { closed } = show(t("chat.settings"), form);
  if (await closed !== "save") return null;
  const changed: Settings = { model: now.model, instructions: instructions.value.trim() || undefined };
  for (const { name, input } of fields) if (input.value !== "") changed[name] = Number(input.value);
  return changed;
}
