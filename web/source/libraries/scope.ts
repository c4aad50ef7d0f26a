import { page } from "../navigation";

/** Where to look: the head tells what is set, each by its field's own words, and a button empties every field. */
page("[data-page=library-scope]", root => {
  const summary = root.querySelector("summary")!;
  const told = summary.querySelector("[data-part=told]")!;
  const clear = root.querySelector<HTMLButtonElement>("[data-clear]")!;
  const fields = [...root.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".field")];
  const settle = () => {
    told.textContent = fields.filter(field => field.value.trim() !== "").map(wordsOf).join(" · ");
    clear.hidden = told.textContent === "";
  };
  root.addEventListener("input", settle);
  clear.addEventListener("click", () => {
    for (const field of fields) field.value = "";
    settle();
    summary.focus();
  });
  settle();
});

function wordsOf(field: HTMLInputElement | HTMLSelectElement): string {
  const value = field instanceof HTMLSelectElement ? field.selectedOptions[0]?.text ?? ""
    : field.valueAsDate?.toLocaleDateString(document.documentElement.lang, { timeZone: "UTC" }) ?? field.value.trim();
  return field.dataset["told"]?.replace("{value}", () => value) ?? value;
}
