import { keep } from "./cookies";
import { page } from "./navigation";

const root = document.documentElement;
const paper = { light: "#fbfaf7", dark: "#15171b" };

/** The theme that was chosen: light, dark or system. */
export function theme(): string {
  return root.getAttribute("data-theme") ?? "system";
}

export function isDark(): boolean {
  return theme() === "dark" || (theme() === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}

export function choose(name: string): void {
  if (name === "light" || name === "dark") root.setAttribute("data-theme", name);
  else root.removeAttribute("data-theme");
  keep("theme", name === "system" ? null : name);
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) meta.content = isDark() ? paper.dark : paper.light;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-switch] button")) button.setAttribute(button.hasAttribute("role") ? "aria-checked" : "aria-pressed", String(button.value === name));
  root.dispatchEvent(new CustomEvent("themechange"));
}

page<HTMLFormElement>("form[data-theme-switch]", form => {
  const submit = (event: SubmitEvent) => {
    const name = (event.submitter as HTMLButtonElement | null)?.value;
    if (!name) return;
    event.preventDefault();
    choose(name);
  };
  form.addEventListener("submit", submit);
  return () => form.removeEventListener("submit", submit);
});
