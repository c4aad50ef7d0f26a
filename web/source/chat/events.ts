interface Told { id?: string; text?: string; html?: string }

/** Shows what a chat's log tells. What takes longer promises its end, and nothing more is told before that. */
export interface Listener {
  message(id: string, html: string): void;
  text(id: string, text: string): void;
  reasoning(id: string, text: string): void;
  finished(id: string, html: string): Promise<void>;
  changed(id: string, html: string): void;
  path(): Promise<void>;
  chat(): Promise<void>;
}

/** Longest wait before a broken stream is tried again. */
const mostPatience = 15_000;
/** The server says that it is there every 15 seconds; a stream that is silent for longer than this is dead, though nobody told. */
const mostSilence = 40_000;
/** What is told is shown within this, or told again. */
const longestShowing = 20_000;

/**
 * A chat's log while its page is open. The browser takes up a broken stream by itself; where it gives up, after a refused request or a long
 * sleep, or does not notice that the other end is gone, this goes on from the last number that was shown. A page out of sight lets go unless it
 * waits for a reply: browsers have few connections for one host.
 */
export class ChatEvents {
  #source: EventSource | undefined;
  #last: number;
  #patience = 500;
  #timer = 0;
  #isOver = false;
  #heard = 0;
  #turn: Promise<void> = Promise.resolve();
  readonly #watch: number;

  constructor(private readonly chat: string, after: number, private readonly listener: Listener, private readonly isWaiting: () => boolean) {
    this.#last = after;
    document.addEventListener("visibilitychange", this.#seen);
    addEventListener("online", this.#open);
    this.#watch = window.setInterval(() => { if (this.#isDead) this.#open(); }, mostSilence / 4);
    this.#open();
  }

  close(): void {
    this.#isOver = true;
    document.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("online", this.#open);
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  get #isDead(): boolean { return this.#source !== undefined && this.#source.readyState !== EventSource.CLOSED && Date.now() - this.#heard > mostSilence; }

  readonly #seen = (): void => {
    if (!document.hidden) this.#open();
    else if (!this.isWaiting()) this.#source?.close();
  };

  readonly #open = (): void => {
    if (this.#isOver || this.#source?.readyState === EventSource.OPEN && !this.#isDead) return;
    this.#source?.close();
    clearTimeout(this.#timer);
    this.#heard = Date.now();
    const source = this.#source = new EventSource(`/api/chats/${this.chat}/events?after=${this.#last}`);
    source.addEventListener("open", () => this.#heard = Date.now());
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) this.#again(source); });
    const { listener } = this;
    this.#on(source, "message", told => listener.message(told.id!, told.html!));
    this.#on(source, "text", told => listener.text(told.id!, told.text!));
    this.#on(source, "reasoning", told => listener.reasoning(told.id!, told.text!));
    this.#on(source, "finished", told => listener.finished(told.id!, told.html!));
    this.#on(source, "changed", told => listener.changed(told.id!, told.html!));
    this.#on(source, "path", () => listener.path());
    this.#on(source, "chat", () => listener.chat());
    this.#on(source, "reload", () => listener.path());
    this.#on(source, "here", () => { });
  };

  #again(source: EventSource): void {
    if (this.#isOver || source !== this.#source || document.hidden && !this.isWaiting()) return;
    source.close();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.#open, this.#patience);
    this.#patience = Math.min(this.#patience * 2, mostPatience);
  }

  #on(source: EventSource, name: string, show: (told: Told) => void | Promise<void>): void {
    source.addEventListener(name, event => {
      const { data, lastEventId } = event as MessageEvent<string>;
      this.#heard = Date.now();
      // One after another; what was heard of an earlier stream and is not shown yet comes again in this one.
      this.#turn = this.#turn.then(async () => {
        const number = Number(lastEventId);
        if (this.#isOver || source !== this.#source || number > 0 && number <= this.#last) return;
        const shown = show(JSON.parse(data) as Told);
        if (shown) await within(shown, longestShowing);
        if (number > 0) this.#last = number;
        this.#patience = 500;
      }).catch(() => this.#again(source));
    });
  }
}

function within(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer = 0;
  const late = new Promise<never>((_, refuse) => { timer = window.setTimeout(() => refuse(new Error("late")), milliseconds); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
