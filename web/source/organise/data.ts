import { ApiError, ask } from "../api";
import { confirm } from "../dialogs";
import { page } from "../navigation";
import { t } from "../texts";
import { attempt, toast } from "../toasts";
import { change, type Bulk } from "./changes";
import { refreshChats } from "./list";

page<HTMLFormElement>(".import-form", form => {
  const problem = form.querySelector<HTMLElement>(".problem");
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const file = form.querySelector<HTMLInputElement>("[name=archive]")?.files?.[0];
    const button = form.querySelector<HTMLButtonElement>("[type=submit]");
    if (!file || !button || !problem) return;
    button.disabled = true;
    problem.textContent = "";
    try {
      const { chats } = await ask<{ chats: number }>("/api/import", { body: file });
      toast(t("data.import.done", { chats }));
      form.reset();
      await refreshChats();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
});

document.addEventListener("click", event => {
  const button = (event.target as Element).closest<HTMLElement>("[data-act=put-back], [data-act=delete-all]");
  if (!button) return;
  void attempt(async () => {
    if (button.dataset["act"] === "put-back") {
      const line = button.closest<HTMLElement>("[data-chat]");
      await change([line?.dataset["chat"] ?? ""], { action: button.dataset["action"] as Bulk["action"] });
      line?.remove();
    } else {
      if (!await confirm({ title: t("data.deleteAll.title"), body: t("data.deleteAll.lead"), action: t("data.deleteAll.start"), isDangerous: true })) return;
      const { changed } = await ask<{ changed: number }>("/api/chats", { method: "DELETE" });
      toast(t("data.deleteAll.done", { n: changed }));
    }
    await refreshChats();
  });
});
