interface Told { id?: string; text?: string; html?: string }

export interface Listener {
  message(id: string, html: string): void;
  text(id: string, text: string): void;
  reasoning(id: string, text: string): void;
  finished(id: string, html: string): void;
  changed(id: string, html: string): void;
  path(): void;
  chat(): void;
}

/** Longest wait before a broken stream is tried again. */
const mostPatience = 15_000;

/**
 * A chat's log while its page is open. The browser takes up a broken stream by itself; where it gives up, after a refused request or a long
 * sleep, this goes on from the last number. A page out of sight lets go unless it waits for a reply: browsers have few connections for one host.
 */
export class ChatEvents {
  #source: EventSource | undefined;
  #last: number;
  #patience = 500;
  #timer = 0;
  #isOver = false;

  constructor(private readonly chat: string, after: number, private readonly listener: Listener, private readonly isWaiting: () => boolean) {
    this.#last = after;
    document.addEventListener("visibilitychange", this.#seen);
    addEventListener("online", this.#open);
    this.#open();
  }

  close(): void {
    this.#isOver = true;
    document.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("online", this.#open);
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  readonly #seen = (): void => {
    if (!document.hidden) this.#open();
    else if (!this.isWaiting()) this.#source?.close();
  };

  readonly #open = (): void => {
    if (this.#isOver || this.#source?.readyState === EventSource.OPEN) return;
    this.#source?.close();
    clearTimeout(this.#timer);
    const source = this.#source = new EventSource(`/api/chats/${this.chat}/events?after=${this.#last}`);
    source.addEventListener("open", () => this.#patience = 500);
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED || this.#isOver || document.hidden && !this.isWaiting()) return;
      this.#timer = window.setTimeout(this.#open, this.#patience);
      this.#patience = Math.min(this.#patience * 2, mostPatience);
    });
    const { listener } = this;
    this.#on(source, "message", told => listener.message(told.id!, told.html!));
    this.#on(source, "text", told => listener.text(told.id!, told.text!));
    this.#on(source, "reasoning", told => listener.reasoning(told.id!, told.text!));
    this.#on(source, "finished", told => listener.finished(told.id!, told.html!));
    this.#on(source, "changed", told => listener.changed(told.id!, told.html!));
    this.#on(source, "path", () => listener.path());
    this.#on(source, "chat", () => listener.chat());
    this.#on(source, "reload", () => listener.path());
  };

  #on(source: EventSource, name: string, heard: (told: Told) => void): void {
    source.addEventListener(name, event => {
      const { data, lastEventId } = event as MessageEvent<string>;
      if (lastEventId) {
        const number = Number(lastEventId);
        if (number <= this.#last) return;
        this.#last = number;
      }
      heard(JSON.parse(data) as Told);
    });
  }
}
