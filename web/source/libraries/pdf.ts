import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, type RenderTask } from "pdfjs-dist/legacy/build/pdf.mjs";
import next from "lucide-static/icons/chevron-right.svg";
import previous from "lucide-static/icons/chevron-left.svg";
import { ask } from "../api";
import { element, icon } from "../dom";
import { t } from "../texts";
import { toast } from "../toasts";

/** Where the build put what PDF.js fetches: its worker, character maps, fonts and decoders. */
declare const PDF_FILES: string;

interface Box { page: number; left: number; top: number; right: number; bottom: number }
interface Places { has_original: boolean; page: number; pages: { number: number; width: number; height: number }[]; boxes: Box[] }

/** Pixels of a canvas; more of them some phones do not draw. */
const mostPixels = 12_000_000;

GlobalWorkerOptions.workerSrc = `${PDF_FILES}pdf.worker.js`;

/** Draws the page of a PDF that a range stands on, with the range's boxes over it. Where that fails, the text beside it stays. Gives a way to end it. */
export async function draw(place: HTMLElement): Promise<() => void> {
  const { file = "", places: address = "", name = "" } = place.dataset;
  const root = place.parentElement!;
  const text = root.querySelector<HTMLElement>("[data-source-text]");
  const views = root.querySelector<HTMLElement>("[data-views]");
  let pdf: PDFDocumentProxy | null = null;
  let task: RenderTask | null = null;
  let isOver = false;
  let at = 1;

  const loading = getDocument({
    url: file, isEvalSupported: false, cMapUrl: `${PDF_FILES}cmaps/`, cMapPacked: true, standardFontDataUrl: `${PDF_FILES}standard_fonts/`, wasmUrl: `${PDF_FILES}wasm/`, iccUrl: `${PDF_FILES}iccs/`, enableXfa: false,
  });
  const end = () => {
    isOver = true;
    watcher.disconnect();
    task?.cancel();
    void loading.destroy();
  };

  const canvas = element("canvas", { role: "img" });
  const boxes = element("div", { class: "pdf-boxes", "aria-hidden": "true" });
  const sheet = element("div", { class: "pdf-sheet" }, canvas, boxes);
  const number = element("span", { class: "pdf-number", role: "status" });
  const turn = (svg: string, label: string, by: number) => {
    const button = element("button", { class: "button icon quiet small", type: "button", "aria-label": label, title: label }, icon(svg, 18));
    button.addEventListener("click", () => {
      at = Math.min(pdf?.numPages ?? 1, Math.max(1, at + by));
      void show();
    });
    return button;
  };
  const back = turn(previous, t("answer.pdf.previous"), -1), forth = turn(next, t("answer.pdf.next"), 1);

  let known: Places;
  const show = async () => {
    if (!pdf || isOver) return;
    task?.cancel();
    const wanted = at;
    const shown = await pdf.getPage(wanted);
    if (isOver || wanted !== at) return;
    const plain = shown.getViewport({ scale: 1 });
    const width = Math.max(200, place.clientWidth);
    let scale = width / plain.width * Math.min(devicePixelRatio || 1, 2);
    scale *= Math.min(1, Math.sqrt(mostPixels / (plain.width * plain.height * scale * scale)));
    const viewport = shown.getViewport({ scale });
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    sheet.style.aspectRatio = `${plain.width} / ${plain.height}`;
    canvas.setAttribute("aria-label", t("answer.pdf", { name, page: wanted }));
    number.textContent = t("answer.pdf.of", { page: wanted, all: pdf.numPages });
    [back.disabled, forth.disabled] = [wanted <= 1, wanted >= pdf.numPages];
    const size = known.pages.find(one => one.number === wanted) ?? { width: plain.width, height: plain.height };
    boxes.replaceChildren(...known.boxes.filter(box => box.page === wanted).map(box => {
      const part = element("span", { class: "pdf-box", "data-box": true });
      part.style.left = `${100 * box.left / size.width}%`;
      part.style.top = `${100 * box.top / size.height}%`;
      part.style.width = `${100 * (box.right - box.left) / size.width}%`;
      part.style.height = `${100 * (box.bottom - box.top) / size.height}%`;
      return part;
    }));
    const drawing = task = shown.render({ canvas, viewport });
    try {
      await drawing.promise;
      canvas.dataset["drawn"] = String(wanted);
    } catch (error) {
      if ((error as Error).name !== "RenderingCancelledException") throw error;
    }
  };

  let drawnWidth = 0;
  const watcher = new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - drawnWidth) < 8) return;
    drawnWidth = place.clientWidth;
    void show();
  });

  try {
    [known, pdf] = await Promise.all([ask<Places>(address), loading.promise]);
    if (isOver) return end;
    at = Math.min(pdf.numPages, Math.max(1, known.page));
    place.replaceChildren(element("div", { class: "pdf-bar" }, back, number, forth), sheet);
    place.hidden = false;
    if (text) text.hidden = true;
    drawnWidth = place.clientWidth;
    await show();
    boxes.querySelector("[data-box]")?.scrollIntoView({ block: "center" });
    watcher.observe(place);
    if (views) {
      views.hidden = false;
      views.addEventListener("click", event => {
        const view = (event.target as Element).closest<HTMLElement>("[data-view]")?.dataset["view"];
        if (!view) return;
        for (const button of views.querySelectorAll<HTMLElement>("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset["view"] === view));
        place.hidden = view !== "page";
        if (text) text.hidden = view === "page";
        (view === "page" ? boxes.querySelector("[data-box]") : text?.querySelector("#evidence"))?.scrollIntoView({ block: "center" });
      });
    }
  } catch (error) {
    if (!isOver) {
      console.warn(error);
      place.hidden = true;
      if (text) text.hidden = false;
      toast(t("answer.pdf.failed"));
    }
  }
  return end;
}
