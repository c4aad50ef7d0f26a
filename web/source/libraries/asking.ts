import { fragment } from "../api";
import { toClipboard } from "../clipboard";
import { element } from "../dom";
import { announce } from "../live";
import { page, settleAll } from "../navigation";
import { isComposing } from "../shortcuts";
import { t } from "../texts";
import { attempt, toast } from "../toasts";
import { keep, kept } from "./kept";

/** Questions go without leaving the page, and the newest answer stands first. */
page("[data-page=library-ask]", root => {
  const form = root.querySelector<HTMLFormElement>(".ask-form")!;
  const question = form.querySelector("textarea")!;
  const button = form.querySelector<HTMLButtonElement>("[type=submit]")!;
  const answers = root.querySelector<HTMLElement>("[data-answers]")!;
  const library = root.closest<HTMLElement>("[data-library]")?.dataset["library"] ?? "";
  const ending = new AbortController();

  const send = async () => {
    const asked = question.value.trim();
    if (!asked || button.disabled) return;
    button.disabled = true;
    const scope = form.querySelector("[data-part=told]")?.textContent ?? "";
    const waiting = element("div", { class: "answer waiting", role: "status" }, element("p", { class: "answer-question", dir: "auto" }, asked), element("p", { class: "reading" }, t("libraries.question.reading")));
    answers.prepend(waiting);
    try {
      const answer = await fragment(`/fragments/libraries${library}/ask`, { body: { ...Object.fromEntries(new FormData(form)), question: asked }, signal: ending.signal });
      waiting.replaceWith(...within(scope, answer));
      settleAll();
      keep(library, shown());
      if (question.value.trim() === asked) question.value = "";
      announce(t("libraries.question.done"));
    } catch (error) {
      if (ending.signal.aborted) return;
      waiting.replaceChildren(element("p", { class: "answer-question", dir: "auto" }, asked), element("p", { class: "problem", role: "alert" }, t("libraries.question.failed", { why: error instanceof Error ? error.message : String(error) })));
    } finally {
      button.disabled = false;
    }
  };
  const shown = () => answers.querySelectorAll<HTMLElement>("[data-answer]");
  const recheck = async (question: string, answer: unknown, scope: string | undefined) =>
    within(scope, await fragment(`/fragments/libraries${library}/recheck`, { body: { question, answer }, signal: ending.signal }));

  // What was asked in this tab before comes back with its sources looked at again; one that the library cannot check any more does not.
  void (async () => {
    for (const { question: asked, answer, scope } of kept(library)) {
      const again = await recheck(asked, answer, scope).catch(() => []);
      if (ending.signal.aborted) return;
      answers.append(...again);
    }
    settleAll();
  })();

  form.addEventListener("submit", event => {
    event.preventDefault();
    void send();
  });
  question.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    void send();
  });
  answers.addEventListener("click", event => {
    const copy = (event.target as Element).closest("[data-copy]");
    if (copy) void attempt(async () => {
      await toClipboard(copy.closest("[data-answer]")?.querySelector<HTMLTextAreaElement>("[data-copy-text]")?.value ?? "");
      toast(t("answer.copied"));
    });
    const again = (event.target as Element).closest<HTMLButtonElement>("[data-recheck]");
    const old = again?.closest<HTMLElement>("[data-answer]");
    if (again && old) void (async () => {
      again.disabled = true;
      try {
        const told = old.querySelector<HTMLTextAreaElement>("[data-kept]")?.value ?? "{}";
        const fresh = await recheck(old.dataset["question"] ?? "", JSON.parse(told), old.dataset["scope"]);
        old.replaceWith(...fresh);
        settleAll();
        toast(t("answer.rechecked"));
      } catch (error) {
        again.disabled = false;
        if (!ending.signal.aborted) toast(t("answer.recheckFailed", { why: error instanceof Error ? error.message : String(error) }));
      }
    })();
  });
  return () => ending.abort();
});

page<HTMLButtonElement>("[data-answer] :is([data-copy], [data-recheck])", button => { button.hidden = false; });

/** An answer that says where it was looked for, if that was not everywhere. */
function within(scope: string | undefined, answer: Element[]): Element[] {
  const [article] = answer;
  if (scope && article instanceof HTMLElement) {
    article.dataset["scope"] = scope;
    article.querySelector(".answer-question")?.after(element("p", { class: "answer-scope", dir: "auto" }, scope));
  }
  return answer;
}
