import fileIcon from "lucide-static/icons/file-text.svg";
import close from "lucide-static/icons/x.svg";
import { ask } from "../api";
import { element, icon } from "../dom";
import { t } from "../texts";
import { tell } from "../toasts";
import { Composing } from "./composing";
import { models } from "./models";

interface Attached { id: string; name: string; media_type: string }

export interface ComposerOwner {
  readonly isTemporary: boolean;
  send(text: string, files: string[]): Promise<void>;
  editLast(): void;
  /** What is in the field now; `keepDraft` follows when typing rests. */
  typed(text: string): void;
  keepDraft(text: string): void;
  chooseModel(id: string): void;
}

/** How long a pause in typing is before the draft is kept. */
const draftPause = 700;
const largestFile = 32 * 2 ** 20;

/** The box in which a message is written. */
export class Composer {
  readonly #form: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #list: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #composing: Composing;
  readonly #files: Attached[] = [];
  #draft = 0;
  /** What was typed and is not kept yet. */
  #unkept: string | undefined;
  /** Messages go out one after another, in the order they were written. */
  #sending: Promise<void> = Promise.resolve();
  #offers: HTMLElement | undefined;

  constructor(root: HTMLElement, private readonly owner: ComposerOwner, private readonly enterBreaks: boolean, signal: AbortSignal) {
    this.#form = root.querySelector("[data-composer]")!;
    this.#text = root.querySelector("[data-text]")!;
    this.#list = root.querySelector("[data-attached]")!;
    this.#input = root.querySelector("[data-files]")!;
    this.#composing = new Composing(this.#text);
    this.#form.addEventListener("submit", event => { event.preventDefault(); void this.submit(); }, { signal });
    this.#text.addEventListener("keydown", event => this.#key(event), { signal });
    this.#text.addEventListener("input", () => this.#typed(), { signal });
    this.#text.addEventListener("paste", event => this.#take(event, event.clipboardData), { signal });
    root.addEventListener("dragover", event => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); root.classList.add("dropping"); } }, { signal });
    root.addEventListener("dragleave", event => { if (!root.contains(event.relatedTarget as Node | null)) root.classList.remove("dropping"); }, { signal });
    root.addEventListener("drop", event => { root.classList.remove("dropping"); this.#take(event, event.dataTransfer); }, { signal });
    root.querySelector("[data-attach]")!.addEventListener("click", () => this.#input.click(), { signal });
    this.#input.addEventListener("change", () => { void this.#add([...this.#input.files ?? []]); this.#input.value = ""; }, { signal });
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
    clearTimeout(this.#draft);
    this.#unkept = undefined;
    this.#text.value = "";
    this.#files.length = 0;
    this.#drawFiles();
    this.#fit();
    this.#sending = this.#sending.then(() => this.#send(text, files));
    await this.#sending;
  }

  async #send(text: string, files: Attached[]): Promise<void> {
    try {
      await this.owner.send(text, files.map(file => file.id));
    } catch (error) {
      // Nothing that was typed is lost.
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
    clearTimeout(this.#draft);
    this.#unkept = this.#text.value;
    this.owner.typed(this.#text.value);
    this.#draft = window.setTimeout(() => this.#keep(), draftPause);
    void this.#offer();
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

  #take(event: Event, data: DataTransfer | null): void {
    const files = [...data?.files ?? []];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#add(files);
  }

  async #add(files: File[]): Promise<void> {
    for (const file of files) {
      try {
        if (file.size > largestFile) throw new Error(t("composer.tooLarge", { name: file.name }));
        const query = new URLSearchParams({ name: file.name, temporary: String(this.owner.isTemporary) });
        this.#files.push(await ask<Attached>(`/api/files?${query}`, { body: new Blob([file]) }));
        this.#drawFiles();
      } catch (error) {
        tell(error);
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
    const sign = /^([/@])(\S*)$/.exec(this.#text.value);
    if (!sign) return this.#closeOffers();
    const [, kind, wanted] = sign as unknown as [string, string, string];
    const offers = kind === "/"
      ? (await ask<{ name: string; text: string }[]>("/api/prompts")).map(prompt => ({ name: prompt.name, note: prompt.text.slice(0, 80), take: () => this.text = prompt.text }))
      : (await models()).map(model => ({ name: model.id, note: model.provider ?? "", take: () => { this.text = ""; this.owner.chooseModel(model.id); } }));
    if (!this.#text.value.startsWith(kind)) return;
    const fitting = offers.filter(offer => offer.name.toLowerCase().includes(wanted.toLowerCase())).slice(0, 8);
    this.#closeOffers();
    if (fitting.length === 0) return;
    this.#offers = element("div", { class: "offers menu", role: "listbox", id: "composer-offers", "aria-label": t(kind === "/" ? "composer.prompts" : "models.title") },
      ...fitting.map((offer, index) => {
        const option = element("div", { role: "option", id: `composer-offer-${index}`, class: "offer", "aria-selected": String(index === 0) }, element("strong", {}, kind + offer.name), element("small", {}, offer.note));
        option.addEventListener("pointerdown", event => { event.preventDefault(); this.#closeOffers(); offer.take(); });
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
