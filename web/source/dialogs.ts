import close from "lucide-static/icons/x.svg";
import { element, icon } from "./dom";
import { t } from "./texts";

interface Question { title: string; body?: string; action?: string; isDangerous?: boolean }

let made = 0;

/** Asks yes or no. */
export function confirm(question: Question): Promise<boolean> {
  return ask(question, null).then(answer => answer !== null);
}

/** Asks for a line of text; null where it was called off. */
export function prompt(question: Question & { label: string; value?: string; maxLength?: number; isOptional?: boolean }): Promise<string | null> {
  const input = element("input", { class: "field", type: "text", name: "answer", value: question.value, maxlength: question.maxLength ?? 200, required: !question.isOptional, autocomplete: "off", "aria-label": question.label });
  return ask(question, input);
}

/** Shows content in a dialog with a title and a way to close it. Promises its return value ("" where it was closed) and takes it out of the page then. */
export function show(title: string, content: Node, options: { isWide?: boolean } = {}): { dialog: HTMLDialogElement; closed: Promise<string> } {
  const id = `dialog-${++made}`;
  const away = element("button", { class: "button icon quiet", type: "button", "aria-label": t("dialog.close"), title: t("dialog.close") }, icon(close));
  const dialog = element("dialog", { class: options.isWide ? "dialog wide" : "dialog", "aria-labelledby": id }, element("div", { class: "dialog-head" }, element("h2", { id }, title), away), content);
  away.addEventListener("click", () => dialog.close(""));
  return { dialog, closed: open(dialog) };
}

function ask(question: Question, input: HTMLInputElement | null): Promise<string | null> {
  const id = `dialog-${++made}`;
  const cancel = element("button", { class: "button", type: "button" }, t("dialog.cancel"));
  const act = element("button", { class: question.isDangerous ? "button danger" : "button primary", type: "submit" }, question.action ?? t("dialog.ok"));
  // What cannot be undone is not what Enter does.
  if (question.isDangerous && !input) cancel.autofocus = true;
  else (input ?? act).autofocus = true;
  const form = element("form", { method: "dialog" },
    element("h2", { id: `${id}-title` }, question.title),
    question.body ? element("p", { id: `${id}-body` }, question.body) : null,
    input,
    element("div", { class: "actions" }, cancel, act));
  const dialog = element("dialog", { class: "dialog small", "aria-labelledby": `${id}-title`, "aria-describedby": question.body ? `${id}-body` : null }, form);
  cancel.addEventListener("click", () => dialog.close(""));
  form.addEventListener("submit", event => {
    event.preventDefault();
    dialog.close("yes");
  });
  const closed = open(dialog);
  input?.select();
  return closed.then(answer => answer === "yes" ? input?.value.trim() ?? "" : null);
}

/** The browser keeps the focus inside and gives it back at the end; a press beside the dialog closes it. */
function open(dialog: HTMLDialogElement): Promise<string> {
  (document.getElementById("dialogs") ?? document.body).append(dialog);
  let pressed = false;
  dialog.addEventListener("pointerdown", event => pressed = event.target === dialog);
  dialog.addEventListener("click", event => { if (pressed && event.target === dialog) dialog.close(""); });
  dialog.showModal();
  return new Promise(done => dialog.addEventListener("close", () => {
    dialog.remove();
    done(dialog.returnValue);
  }, { once: true }));
}
