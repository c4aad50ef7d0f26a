import fileIcon from "lucide-static/icons/file-text.svg";
import close from "lucide-static/icons/x.svg";
import { ask } from "../api";
import { element, icon } from "../dom";
import { newId } from "../ids";
import { t } from "../texts";
import { tell } from "../toasts";
import { Composing } from "./composing";
import { canAnswer, models } from "./models";

interface Attached { id: string; name: string; media_type: string }

interface Offer { name: string; note: string; take(): void }

export interface ComposerOwner {
  readonly isTemporary: boolean;
  /** The same message has the same id however often it is sent. */
  send(id: string, text: string, files: string[]): Promise<void>;
  editLast(): void;
  /** What is in the field now; `keepDraft` follows when typing rests. */
  typed(text: string): void;
  keepDraft(text: string): void;
  chooseModel(id: string): void;
}

/** How long a pause in typing is before the draft is kept. */
const draftPause = 700;
const largestFile = 32 * 2 ** 20;
const mostOffers = 8;

/** The box in which a message is written. */
export class Composer {
  readonly #form: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #list: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #composing: Composing;
  readonly #files: Attached[] = [];
  #draft = 0;
  /** What was sent and nobody knows whether it arrived. */
  #unsure: { id: string; said: string } | undefined;
  /** What was typed and is not kept yet. */
  #unkept: string | undefined;
  /** Messages go out one after another, in the order they were written. */
  #sending: Promise<void> = Promise.resolve();
  #offers: HTMLElement | undefined;
  /** What a sign offers, asked for once while it stands at the beginning. */
  #offered: { sign: string; all: Promise<Offer[]> } | undefined;

  constructor(root: HTMLElement, private readonly owner: ComposerOwner, private readonly enterBreaks: boolean, signal: AbortSignal) {
    this.#form = root.querySelector("[data-composer]")!;
    this.#text = root.querySelector("[data-text]")!;
    this.#list = root.querySelector("[data-attached]")!;
    this.#input = root.querySelector("[data-files]")!;
    this.#composing = new Composing(this.#text);
    this.#form.addEventListener("submit", event => { event.preventDefault(); void this.submit(); }, { signal });
    this.#text.addEventListener("keydown", event => this.#key(event), { signal });
    this.#text.addEventListener("input", () => this.#typed(), { signal });
    this.#text.addEventListener("paste", event => this.#pasted(event), { signal });
    // Anywhere on the page: the browser would leave it for a file that is dropped beside the composer.
    document.addEventListener("dragover", event => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); root.classList.add("dropping"); } }, { signal });
    document.addEventListener("dragleave", event => { if (!event.relatedTarget) root.classList.remove("dropping"); }, { signal });
    document.addEventListener("drop", event => { root.classList.remove("dropping"); this.#take(event, event.dataTransfer); }, { signal });
    root.querySelector("[data-attach]")!.addEventListener("click", () => this.#input.click(), { signal });
    this.#input.addEventListener("change", () => { void this.#add([...this.#input.files ?? []]); this.#input.value = ""; }, { signal });
    this.#files.push(...JSON.parse(this.#list.dataset.attached || "[]") as Attached[]);
    this.#drawFiles();
    addEventListener("pagehide", () => this.#keep(), { signal });
    signal.addEventListener("abort", () => this.#keep());
    this.#fit();
  }

  get text(): string { return this.#text.value; }

  set text(value: string) {
    this.#text.value = value;
    this.#fit();
    this.#text.focus();
  }

  async submit(): Promise<void> {
    const text = this.#text.value;
    if (!text.trim() && this.#files.length === 0) return;
    const files = [...this.#files];
    const id = this.#unsure?.said === saying(text, files) ? this.#unsure.id : newId();
    clearTimeout(this.#draft);
    this.#unkept = undefined;
    this.#text.value = "";
    this.#files.length = 0;
    this.#drawFiles();
    this.#fit();
    this.#sending = this.#sending.then(() => this.#send(id, text, files));
    await this.#sending;
  }

  async #send(id: string, text: string, files: Attached[]): Promise<void> {
    try {
      await this.owner.send(id, text, files.map(file => file.id));
      this.#unsure = undefined;
    } catch (error) {
      // Nothing that was typed is lost, and nothing is said twice.
      this.#unsure = { id, said: saying(text, files) };
      this.#text.value = text + (this.#text.value ? `\n${this.#text.value}` : "");
      this.#files.unshift(...files);
      this.#drawFiles();
      this.#fit();
      this.owner.typed(this.#text.value);
      tell(error);
    }
  }

  #key(event: KeyboardEvent): void {
    if (this.#composing.has(event)) return;
    if (this.#offers && this.#keyOfOffers(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && (!this.enterBreaks || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.submit();
    } else if (event.key === "ArrowUp" && this.#text.value === "") {
      event.preventDefault();
      this.owner.editLast();
    }
  }

  #typed(): void {
    this.#fit();
    this.#changed();
    void this.#offer();
  }

  /** What the field holds is another text now. */
  #changed(): void {
    clearTimeout(this.#draft);
    this.#unkept = this.#text.value;
    this.owner.typed(this.#text.value);
    this.#draft = window.setTimeout(() => this.#keep(), draftPause);
  }

  /** The field may belong to another chat by now, so what was typed is remembered apart from it. */
  #keep(): void {
    clearTimeout(this.#draft);
    const text = this.#unkept;
    this.#unkept = undefined;
    if (text !== undefined) this.owner.keepDraft(text);
  }

  #fit(): void {
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.style.blockSize = "auto";
    this.#text.style.blockSize = `${this.#text.scrollHeight}px`;
  }

  /** Word and Excel put a picture beside the text that is meant. */
  #pasted(event: ClipboardEvent): void {
    const types = event.clipboardData?.types ?? [];
    if (!(types.includes("text/plain") && types.includes("text/html"))) this.#take(event, event.clipboardData);
  }

  #take(event: Event, data: DataTransfer | null): void {
    const items = [...data?.items ?? []].filter(item => item.kind === "file");
    if (items.length === 0) return;
    event.preventDefault();
    const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry()?.isDirectory ?? false;
    if (items.some(isFolder)) tell(new Error(t("composer.folder")));
    void this.#add(items.filter(item => !isFolder(item)).map(item => item.getAsFile()!));
  }

  async #add(files: File[]): Promise<void> {
    for (const file of files) {
      try {
        if (file.size > largestFile) throw new Error(t("error.code.file_too_large"));
        const query = new URLSearchParams({ name: file.name, temporary: String(this.owner.isTemporary) });
        this.#files.push(await ask<Attached>(`/api/files?${query}`, { body: new Blob([file]) }));
        this.#drawFiles();
      } catch (error) {
        tell(new Error(t("composer.notAdded", { name: file.name, why: error instanceof Error ? error.message : String(error) })));
      }
    }
    this.#text.focus();
  }

  #drawFiles(): void {
    this.#list.hidden = this.#files.length === 0;
    this.#list.replaceChildren(...this.#files.map(file => {
      const away = element("button", { type: "button", class: "button icon quiet small", "aria-label": t("composer.detach", { name: file.name }) }, icon(close, 16));
      away.addEventListener("click", () => { this.#files.splice(this.#files.indexOf(file), 1); this.#drawFiles(); this.#text.focus(); });
      const sign = file.media_type.startsWith("image/") ? element("img", { src: `/files/${file.id}`, alt: "" }) : icon(fileIcon, 18);
      return element("li", { class: "chip" }, sign, element("span", {}, file.name), away);
    }));
  }

  // What / and @ at the beginning offer.
  async #offer(): Promise<void> {
    const sign = signOf(this.#text.value);
    if (sign !== this.#offered?.sign) this.#offered = sign ? { sign, all: this.#all(sign) } : undefined;
    const offered = this.#offered;
    const all = await offered?.all ?? [];
    if (offered !== this.#offered) return;
    const wanted = this.#text.value.slice(1).toLowerCase();
    this.#draw(sign, all.filter(offer => offer.name.toLowerCase().includes(wanted)).slice(0, mostOffers));
  }

  async #all(sign: string): Promise<Offer[]> {
    try {
      return sign === "/"
        ? (await ask<{ name: string; text: string }[]>("/api/prompts")).map(prompt => ({ name: prompt.name, note: prompt.text.slice(0, 80), take: () => this.text = prompt.text }))
        : (await models()).filter(canAnswer).map(model => ({ name: model.id, note: model.provider ?? "", take: () => { this.text = ""; this.owner.chooseModel(model.id); } }));
    } catch (error) {
      tell(error);
      return [];
    }
  }

  #draw(sign: string, fitting: Offer[]): void {
    this.#closeOffers();
    if (fitting.length === 0) return;
    this.#offers = element("div", { class: "offers menu", role: "listbox", id: "composer-offers", "aria-label": t(sign === "/" ? "composer.prompts" : "models.title") },
      ...fitting.map((offer, index) => {
        const option = element("div", { role: "option", id: `composer-offer-${index}`, class: "offer", "aria-selected": String(index === 0) }, element("strong", {}, sign + offer.name), element("small", {}, offer.note));
        option.addEventListener("pointerdown", event => { event.preventDefault(); this.#closeOffers(); this.#offered = undefined; offer.take(); this.#changed(); });
        return option;
      }));
    this.#form.prepend(this.#offers);
    this.#text.setAttribute("aria-controls", "composer-offers");
    this.#text.setAttribute("aria-activedescendant", "composer-offer-0");
  }

  #keyOfOffers(event: KeyboardEvent): boolean {
    const options = [...this.#offers!.children] as HTMLElement[];
    const now = options.findIndex(option => option.getAttribute("aria-selected") === "true");
    const choose = (index: number): void => {
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      this.#text.setAttribute("aria-activedescendant", options[index]!.id);
    };
    switch (event.key) {
      case "ArrowDown": choose((now + 1) % options.length); break;
      case "ArrowUp": choose((now + options.length - 1) % options.length); break;
      case "Enter": case "Tab": options[now]!.dispatchEvent(new PointerEvent("pointerdown", { cancelable: true })); break;
      case "Escape": this.#closeOffers(); break;
      default: return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #closeOffers(): void {
    this.#offers?.remove();
    this.#offers = undefined;
    this.#text.removeAttribute("aria-controls");
    this.#text.removeAttribute("aria-activedescendant");
  }
}

/** The sign that a text of one word begins with; empty for none. */
function signOf(text: string): string {
  return /^[/@]\S*$/.test(text) ? text[0]! : "";
}

function saying(text: string, files: Attached[]): string { return JSON.stringify([text, files]); }
