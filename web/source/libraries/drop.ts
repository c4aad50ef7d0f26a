import { ApiError, ask } from "../api";
import { element } from "../dom";
import { announce } from "../live";
import { page } from "../navigation";
import { t } from "../texts";
import { refreshDocuments } from "./documents";

/** Files that are on their way at once. */
const atOnce = 3;

/** How often one that was turned away because too much came at once, or that was lost on the way, is sent again. */
const tries = 5;

/** Faults that are listed; more of them say nothing new. */
const mostFaults = 20;

/** After so many files the list of documents is looked at again. */
const often = 20;

interface Found { path: string; file: File }

/** Takes files and folders that are dropped or chosen, and sends them one by one, each with its path. */
page("[data-page=library-drop]", root => {
  const library = root.closest<HTMLElement>("[data-library]")?.dataset["library"] ?? "";
  const progress = root.querySelector<HTMLElement>("[data-part=progress]")!;
  const bar = progress.querySelector("progress")!;
  const told = progress.querySelector<HTMLElement>("[data-part=told]")!;
  const faults = root.querySelector<HTMLElement>("[data-part=faults]")!;
  const waiting: Found[] = [];
  let all = 0, done = 0, sending = 0;

  const draw = () => {
    progress.hidden = all === 0;
    bar.max = Math.max(all, 1);
    bar.value = done;
    told.textContent = done < all ? t("libraries.uploaded", { done, all }) : t("libraries.uploaded.all", { n: all });
  };
  const fail = (path: string, error: unknown) => {
    faults.hidden = false;
    if (faults.childElementCount < mostFaults) faults.append(element("li", {}, t("libraries.notUploaded", { name: path, why: error instanceof Error ? error.message : String(error) })));
  };
  const send = async ({ path, file }: Found) => {
    for (let at = 1; ; at++) {
      try {
        await ask(`/api/libraries${library}/files?${new URLSearchParams({ path, modified: new Date(file.lastModified).toISOString() })}`, { body: file });
        return;
      } catch (error) {
        const isPassing = error instanceof ApiError && (error.status === 429 || error.status === 503 || error.isOffline);
        if (!isPassing || at >= tries) return fail(path, error);
        await new Promise(later => setTimeout(later, 500 * 2 ** at));
      }
    }
  };
  const go = async () => {
    sending++;
    for (let next; (next = waiting.shift());) {
      await send(next);
      done++;
      draw();
      if (done % often === 1) void refreshDocuments();
    }
    if (--sending > 0) return;
    announce(told.textContent ?? "");
    await refreshDocuments();
  };
  const add = (files: Found[]) => {
    if (files.length === 0) return;
    if (sending === 0) {
      [all, done] = [0, 0];
      faults.replaceChildren();
      faults.hidden = true;
    }
    all += files.length;
    waiting.push(...files);
    draw();
    while (sending < Math.min(atOnce, waiting.length)) void go();
  };

  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    root.toggleAttribute("data-over", event.type !== "dragleave");
  };
  const dropped = (event: DragEvent) => {
    root.removeAttribute("data-over");
    const entries = [...event.dataTransfer?.items ?? []].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null);
    if (entries.length === 0) return;
    event.preventDefault();
    void Promise.all(entries.map(filesOf)).then(found => add(found.flat()), error => fail("", error));
  };
  root.addEventListener("dragenter", over);
  root.addEventListener("dragover", over);
  root.addEventListener("dragleave", over);
  root.addEventListener("drop", dropped);
  for (const kind of ["files", "folder"]) {
    const input = root.querySelector<HTMLInputElement>(`[data-input=${kind}]`)!;
    root.querySelector(`[data-pick=${kind}]`)!.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      add([...input.files ?? []].filter(file => isWanted(file.name)).map(file => ({ path: file.webkitRelativePath || file.name, file })));
      input.value = "";
    });
  }
});

/** The files of a folder that was dropped, and of those in it. */
async function filesOf(entry: FileSystemEntry): Promise<Found[]> {
  if (!isWanted(entry.name)) return [];
  if (entry.isFile) return [{ path: entry.fullPath.replace(/^\//, ""), file: await new Promise<File>((take, fail) => (entry as FileSystemFileEntry).file(take, fail)) }];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  // A browser gives a hundred at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((take, fail) => reader.readEntries(take, fail));
    if (some.length === 0) return found;
    for (const inner of some) found.push(...await filesOf(inner));
  }
}

/** What systems leave in folders is no document. */
function isWanted(name: string): boolean {
  return !name.startsWith(".") && !["Thumbs.db", "desktop.ini"].includes(name);
}
