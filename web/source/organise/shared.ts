import { ask } from "../api";
import { page } from "../navigation";
import { attempt } from "../toasts";

page("[data-page=shared]", shared => {
  shared.querySelector("[data-act=copy-shared]")?.addEventListener("click", () => void attempt(async () => {
    const { chat } = await ask<{ chat: string }>(`/s/${shared.dataset["token"]}/copy`, { method: "POST" });
    location.assign(`/c/${chat}`);
  }));
});
