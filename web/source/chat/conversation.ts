import bulb from "lucide-static/icons/lightbulb.svg";
import close from "lucide-static/icons/x.svg";
import { ApiError, ask } from "../api";
import { toClipboard } from "../clipboard";
import { confirm, prompt, show } from "../dialogs";
import { element, icon } from "../dom";
import { newId } from "../ids";
import { announce } from "../live";
import { decorate, enhance } from "../markdown/decorate";
import { drawn, setAttributes } from "../markdown/patch";
import { StreamedMarkdown } from "../markdown/streamed";
import { go, page } from "../navigation";
import { notify } from "../pwa";
import { command } from "../shortcuts";
import { t } from "../texts";
import { attempt, toast } from "../toasts";
import { Composer, type ComposerOwner } from "./composer";
import { Composing } from "./composing";
import { ChatEvents } from "./events";
import { chooseModel } from "./models";
import { changeSettings, type Settings } from "./settings";
import { chooseBranch } from "./tree";

interface Sent { chat: string; message: string; reply?: string; is_queued: boolean }

/** How near to the end a reader must be for the page to follow a reply. */
const nearEnd = 120;
/** How long the last words may take to be drawn before they are taken from the server. */
const longestEnding = 3_000;
/** A reply that took this long may be told of on a page that is out of sight. */
const longReply = 10_000;
/** While the end is read the page lets go of earlier messages, since all that are in it make every change slower: from so many on, down to so many. */
const mostAtEnd = 120, keptAtEnd = 80;
/** A browser sends no more than 64 KiB for a page that is being left. */
const mostWhileLeaving = 20_000;

/** The conversation of a page: what is said is drawn by the server and comes over the chat's log; this shows it and sends what a person does. */
class ConversationPage implements ComposerOwner {
  readonly #abort = new AbortController();
  readonly #scroll: HTMLElement;
  readonly #messages: HTMLElement;
  readonly #composer: Composer;
  readonly #streams = new Map<string, StreamedMarkdown>();
  readonly isTemporary: boolean;
  #chat: string | null;
  #settings: Settings;
  #events: ChatEvents | undefined;
  #isFollowing = true;
  #named: string | null = null;
  #begun = 0;
  /** When a reply began to reason, by its id; NaN where that was before the page was opened. */
  readonly #reasoningSince = new Map<string, number>();
  #drafts: Promise<unknown> = Promise.resolve();
  #isLoadingEarlier = false;
  readonly #watch: IntersectionObserver;
  /** Messages have their true heights only when they are near the view, and pictures and diagrams come later still. */
  readonly #growth = new ResizeObserver(() => { if (this.#isFollowing) this.#scroll.scrollTop = this.#scroll.scrollHeight; });
  #scrolledTo = 0;
  readonly #commands: (() => void)[];

  constructor(private readonly root: HTMLElement) {
    const { signal } = this.#abort;
    this.#scroll = root.querySelector("[data-scroll]")!;
    this.#messages = root.querySelector("[data-messages]")!;
    this.#chat = root.dataset.chat || null;
    this.isTemporary = root.dataset.temporary === "true";
    this.#settings = JSON.parse(root.dataset.settings ?? "{}") as Settings;
    this.#composer = new Composer(root, this, root.dataset.enterBreaks === "true", signal);
    const typed = sessionStorage.getItem(this.#draftKey);
    if (!this.#chat || typed !== null) this.#composer.text = typed ?? "";
    this.#messages.addEventListener("click", event => this.#pressed(event), { signal });
    this.#scroll.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
    root.querySelector("[data-to-end]")!.addEventListener("click", () => this.#toEnd(), { signal });
    root.querySelector("[data-stop]")!.addEventListener("click", () => void this.stop(), { signal });
    for (const starter of root.querySelectorAll<HTMLElement>("[data-starter]")) starter.addEventListener("click", () => { this.#composer.text = starter.textContent ?? ""; }, { signal });
    this.#watch = new IntersectionObserver(seen => { if (seen.some(one => one.isIntersecting)) void this.#earlier(); }, { root: this.#scroll, rootMargin: "600px 0px 0px" });
    this.#commands = this.#offerCommands();
    decorate(this.#messages);
    for (const article of this.#articles("[data-state=streaming]")) this.#goOn(article);
    this.#toEnd();
    this.#growth.observe(this.#messages);
    this.#growth.observe(this.#scroll);
    this.#watchFirst();
    if (this.#chat) this.#listen(Number(root.dataset.sequence));
    void attempt(() => this.#drawQueue());
    void this.#drawGauge();
    this.#update();
    this.#arrive();
    root.dataset.ready = "true";
  }

  dispose(): void {
    this.#abort.abort();
    this.#events?.close();
    this.#watch.disconnect();
    this.#growth.disconnect();
    for (const stream of this.#streams.values()) stream.abandon();
    for (const remove of this.#commands) remove();
  }

  /** The page shows something else, perhaps in the same elements. */
  get #isOver(): boolean { return this.#abort.signal.aborted; }

  /** Goes to the message that the address names, ?message=, on whichever branch it is. */
  #arrive(): void {
    this.#named = new URLSearchParams(location.search).get("message");
    if (!this.#named || !this.#chat) return;
    this.#isFollowing = false;
    history.replaceState(history.state, "", location.pathname);       // the page opens at its end again when it is loaded anew
    decorate(this.#messages);
    if (this.#article(this.#named)) this.#reveal();
    else void attempt(() => ask(`/api/chats/${this.#chat}/messages/${this.#named}/show`, { method: "POST" }));       // told as another path, which is drawn
  }

  #reveal(): void {
    const article = this.#named ? this.#article(this.#named) : null;
    if (!article) return;
    article.scrollIntoView({ block: "center" });
    article.classList.add("found");
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
  }

  async send(id: string, text: string, files: string[]): Promise<void> {
    sessionStorage.removeItem(this.#draftKey);
    const isNew = !this.#chat;
    if (isNew) await this.#begin();
    this.#isFollowing = true;
    this.#named = null;
    await this.#drafts;      // a draft that is kept after its message was sent would come back
    const since = performance.now();        // the reply may begin, and end, before the request does
    const sent = await ask<Sent>(`/api/chats/${this.#chat}/messages`, { body: { id, text, files } });
    if (location.search) history.replaceState(history.state, "", location.pathname);       // its files are sent
    if (sent.is_queued) void attempt(() => this.#drawQueue());
    else this.#begun = since;
    if (isNew) void this.#chatChanged();        // it is called by its first words now
    document.dispatchEvent(new Event("chats-changed"));
  }

  async stop(): Promise<void> {
    // The page stops at once; the server follows within a token and tells what is kept.
    for (const article of this.#articles("[data-state=streaming]")) article.dataset.state = "stopped";
    this.#update();
    await attempt(() => ask(`/api/chats/${this.#chat}/stop`, { method: "POST" }));
  }

  editLast(): void {
    const last = [...this.#articles("[data-role=user]")].at(-1);
    if (last) this.#edit(last);
  }

  /** This tab knows at once, so that a page which is loaded again finds what the server has not heard yet. */
  typed(text: string): void { sessionStorage.setItem(this.#draftKey, text); }

  keepDraft(text: string): void {
    const key = this.#draftKey;
    if (this.#chat) this.#drafts = ask(`/api/chats/${this.#chat}`, { method: "PATCH", body: { draft: text }, keepalive: text.length < mostWhileLeaving })
      .then(() => { if (sessionStorage.getItem(key) === text) sessionStorage.removeItem(key); }, () => undefined);
  }

  chooseModel(model: string): void {
    void this.#keepSettings({ ...this.#settings, model });
  }

  get #draftKey(): string { return `draft-${this.#chat ?? (this.isTemporary ? "temporary" : "new")}`; }

  /** A new chat has its address before its first word is answered. */
  async #begin(): Promise<void> {
    const { id } = await ask<{ id: string }>("/api/chats", { body: { temporary: this.isTemporary, settings: this.#settings } });
    this.#chat = id;
    this.root.dataset.chat = id;
    history.pushState(null, "", `/c/${id}`);
    for (const place of document.querySelectorAll("[data-greeting], [data-no-title]")) place.remove();
    for (const tool of document.querySelectorAll<HTMLElement>("[data-when-chat], [data-command='chat.rename']")) tool.hidden = false;
    for (const tool of document.querySelectorAll<HTMLElement>("[data-command='chat.temporary']")) tool.hidden = true;
    this.#listen(0);
  }

  #listen(after: number): void {
    this.#events = new ChatEvents(this.#chat!, after, {
      message: (id, html) => this.#arrived(id, html),
      text: (id, text) => this.#text(id, text),
      reasoning: (id, text) => this.#reasoning(id, text),
      finished: (id, html) => this.#finished(id, html),
      changed: (id, html) => this.#changed(id, html),
      path: () => this.#redraw(),
      chat: () => this.#chatChanged(),
    }, () => this.#isStreaming);
  }

  get #isStreaming(): boolean { return this.#messages.querySelector("[data-state=streaming]") !== null; }

  #articles(which = ""): NodeListOf<HTMLElement> { return this.#messages.querySelectorAll<HTMLElement>(`article${which}`); }

  #article(id: string): HTMLElement | null { return document.getElementById(`m-${id}`); }

  #arrived(id: string, html: string): void {
    if (this.#article(id) || !html) return;
    const article = made(html);
    this.root.querySelector("[data-greeting]")?.remove();
    this.#messages.append(article);
    if (article.dataset.state === "streaming") {
      this.#begun ||= performance.now();
      this.#goOn(article);
      announce(t("chat.replyBegins"));
    }
    enhance(article);
    if (this.#isFollowing) this.#letGo();
    this.#follow();
    this.#update();
  }

  /** A reply that is being written: what is there of it becomes the beginning of the stream. */
  #goOn(article: HTMLElement): void {
    const body = bodyOf(article);
    const begun = body.textContent ?? "";
    body.textContent = "";
    body.removeAttribute("data-raw");
    const stream = new StreamedMarkdown(body, { remoteImages: this.root.dataset.remoteImages === "true" });
    this.#streams.set(article.dataset.id!, stream);
    if (begun) stream.append(begun);
    else if (article.querySelector(".reasoning")) this.#reasoningSince.set(article.dataset.id!, NaN);
  }

  #text(id: string, text: string): void {
    this.#streams.get(id)?.append(text);
    const since = this.#reasoningSince.get(id);
    if (since !== undefined) {
      this.#reasoningSince.delete(id);
      const title = this.#article(id)?.querySelector(".reasoning summary span");
      const seconds = ((performance.now() - since) / 1000).toFixed(1);
      if (title) title.textContent = Number.isNaN(since) ? t("message.thoughts") : t("message.reasoned", { time: t("facts.seconds", { n: seconds }) });
    }
    this.#follow();
  }

  #reasoning(id: string, text: string): void {
    const article = this.#article(id);
    if (!article || !this.#streams.has(id)) return;
    let words = article.querySelector<HTMLElement>("[data-part=reasoning-text]");
    if (!words) {
      words = element("div", { class: "reasoning-text", "data-part": "reasoning-text" });
      const details = element("details", { class: "reasoning", "data-part": "reasoning" }, element("summary", {}, icon(bulb, 16), element("span", {}, t("message.reasoning"))), words);
      this.#reasoningSince.set(id, performance.now());
      bodyOf(article).before(details);
    }
    words.append(text);
    this.#follow();
  }

  async #finished(id: string, html: string): Promise<void> {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    this.#reasoningSince.delete(id);
    // The server's form takes its place in any case; a page that is out of sight may draw nothing for long.
    if (stream) await Promise.race([stream.finish(), new Promise(resolve => setTimeout(resolve, longestEnding))]);
    if (this.#isOver) return;
    this.#replace(id, html, stream !== undefined);
    const took = performance.now() - this.#begun;
    this.#begun = 0;
    announce(t("chat.replyEnds"));
    if (document.hidden && took > longReply && this.root.dataset.notify === "true")
      void notify(document.title, this.#article(id)?.querySelector("[data-part=body]")?.textContent?.trim().slice(0, 160) ?? "", location.pathname);
    document.dispatchEvent(new Event("chats-changed"));
    void this.#drawGauge();
  }

  #changed(id: string, html: string): void {
    if (this.#streams.has(id)) return;
    this.#replace(id, html);
    const article = this.#article(id);
    if (article?.dataset.state === "streaming") {
      this.#goOn(article);
      this.#begun = performance.now();
      announce(t("chat.replyBegins"));
    }
    this.#update();
  }

  /** The server's form of a message takes the place of the page's; a body that says the same stays where it is, since a long one takes long to lay out. */
  #replace(id: string, html: string, wasStreamed = false): void {
    const old = this.#article(id);
    if (!old) return;
    if (!html) return old.remove();
    let article = made(html);
    const isOpen = old.querySelector<HTMLDetailsElement>("details.reasoning")?.open;
    const [shown, final] = [bodyOf(old), bodyOf(article)];
    const hash = final.dataset["textHash"];
    if (hash !== undefined && (shown.dataset["textHash"] === hash || wasStreamed && wordsOf(shown) === wordsOf(final))) {
      putAround(shown, final);
      article = old;
    } else old.replaceWith(article);
    const details = article.querySelector<HTMLDetailsElement>("details.reasoning");
    if (details && isOpen) details.open = true;
    enhance(article);
    this.#follow();
    this.#update();
  }

  /** Another path is shown, perhaps by another device: the page is read anew. */
  async #redraw(): Promise<void> {
    const response = await fetch(`/c/${this.#chat}${this.#named ? `?message=${this.#named}` : ""}`, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new ApiError(response.status, null, t("error.refused", { status: response.status }));
    if (this.#isOver) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector<HTMLElement>("[data-conversation]");
    const messages = fresh?.querySelector<HTMLElement>("[data-messages]");
    if (!fresh || !messages || this.#isOver) return;
    this.#streams.clear();
    this.#reasoningSince.clear();
    this.#messages.replaceChildren(...messages.children);
    if (messages.dataset.earlier) this.#messages.dataset.earlier = "true";
    else delete this.#messages.dataset.earlier;
    for (const article of this.#articles("[data-state=streaming]")) this.#goOn(article);
    this.#events?.close();
    this.#listen(Number(fresh.dataset.sequence));
    enhance(this.#messages);
    this.#watchFirst();
    this.#reveal();
    this.#follow();
    this.#update();
  }

  async #chatChanged(): Promise<void> {
    const chat = await ask<{ title: string; settings: Settings }>(`/api/chats/${this.#chat}`).catch(gone);
    if (this.#isOver) return;
    if (!chat) return this.#events?.close();
    for (const place of document.querySelectorAll("[data-chat-title]")) place.textContent = chat.title;
    document.title = `${chat.title} · ${t("app.name")}`;
    this.#settings = chat.settings;
    this.#drawModel();
    document.dispatchEvent(new Event("chats-changed"));
    await this.#drawQueue();
  }

  async #earlier(): Promise<void> {
    const first = this.#messages.querySelector<HTMLElement>("article");
    if (!first || this.#isLoadingEarlier || !this.#messages.dataset.earlier) return;
    this.#isLoadingEarlier = true;
    try {
      const response = await fetch(`/c/${this.#chat}/messages?before=${first.dataset.id}`);
      const part = document.createRange().createContextualFragment(await response.text());
      if (!response.ok || this.#isOver) return;
      const fromEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop;
      const articles = [...part.children];
      this.#messages.prepend(part);
      if (response.headers.get("X-Earlier") !== "true") delete this.#messages.dataset.earlier;
      for (const article of articles) enhance(article);
      this.#scroll.scrollTop = this.#scroll.scrollHeight - fromEnd;
    } finally {
      this.#isLoadingEarlier = false;
    }
    this.#watchFirst();
  }

  /** What was read before is fetched again when the reader goes up to it. */
  #letGo(): void {
    const articles = this.#articles();
    if (articles.length <= mostAtEnd) return;
    for (const article of [...articles].slice(0, -keptAtEnd)) article.remove();
    this.#messages.dataset.earlier = "true";
    this.#watchFirst();
  }

  #watchFirst(): void {
    this.#watch.disconnect();
    const first = this.#messages.querySelector("article");
    if (first && this.#messages.dataset.earlier) this.#watch.observe(first);
  }

  #pressed(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-act]");
    const article = button?.closest("article");
    if (!button || !article) return;
    button.closest<HTMLElement>("[popover]")?.hidePopover();
    void attempt(() => this.#act(button.dataset.act!, article, button));
  }

  async #act(act: string, article: HTMLElement, button: HTMLElement): Promise<void> {
    const id = article.dataset.id!;
    const at = `/api/chats/${this.#chat}/messages/${id}`;
    switch (act) {
      case "copy": return copy(bodyOf(article).innerText.trim());
      case "copy-markdown": return copy((await ask<{ text: string }>(at)).text);
      case "edit": return this.#edit(article);
      case "regenerate": case "again": await ask(`${at}/regenerate`, { body: {} }); return;
      case "longer": case "shorter": await ask(`${at}/regenerate`, { body: { length: act } }); return;
      case "other-model": {
        const model = await chooseModel(this.#settings.model ?? null);
        if (model) await ask(`${at}/regenerate`, { body: { model } });
        return;
      }
      case "continue": await ask(`${at}/continue`, { method: "POST" }); return;
      case "show": await ask(`/api/chats/${this.#chat}/messages/${button.dataset.to}/show`, { method: "POST" }); return;
      case "branch": {
        const { id: made } = await ask<{ id: string }>(`${at}/branch`, { method: "POST" });
        document.dispatchEvent(new Event("chats-changed"));
        return go(`/c/${made}`);
      }
      case "good": case "bad": {
        const rating = button.getAttribute("aria-pressed") === "true" ? null : act === "good" ? 1 : -1;
        const reason = rating === -1 ? await prompt({ title: t("message.whyBad"), label: t("message.reason"), isOptional: true, maxLength: 2000 }) : null;
        await ask(`${at}/rating`, { method: "PUT", body: { rating, reason } });
        return;
      }
      case "facts": {
        const facts = article.querySelector("[data-part=facts]")!.cloneNode(true) as HTMLElement;
        facts.hidden = false;
        show(t("message.facts"), facts);
        return;
      }
      case "remove":
        if (await confirm({ title: t("message.remove"), body: t("message.removeAsk"), action: t("message.remove"), isDangerous: true })) await ask(at, { method: "DELETE" });
        return;
    }
  }

  #edit(article: HTMLElement): void {
    const isMine = article.dataset.role === "user";
    const body = bodyOf(article);
    if (article.querySelector(".edit")) return;
    void attempt(async () => {
      const at = `/api/chats/${this.#chat}/messages/${article.dataset.id}`;
      const { text } = await ask<{ text: string }>(at);
      const field = element("textarea", { class: "field", rows: Math.min(12, text.split("\n").length + 1), "aria-label": t("message.edit") });
      field.value = text;
      const rerun = element("button", { class: "button primary", type: "submit", title: "Ctrl+Enter" }, t("message.saveRerun"));
      const save = element("button", { class: isMine ? "button" : "button primary", type: isMine ? "button" : "submit" }, t("message.save"));
      const cancel = element("button", { class: "button quiet", type: "button" }, t("dialog.cancel"));
      const form = element("form", { class: "edit" }, field, element("div", { class: "actions" }, cancel, save, isMine ? rerun : null));
      const end = (): void => { form.remove(); body.hidden = false; };
      const correct = async (): Promise<void> => { await ask(at, { method: "PUT", body: { text: field.value } }); end(); };
      const again = async (): Promise<void> => { await ask(`${at}/versions`, { body: { id: newId(), text: field.value } }); end(); };
      const composing = new Composing(field);
      form.addEventListener("submit", event => { event.preventDefault(); void attempt(isMine ? again : correct); });
      if (isMine) save.addEventListener("click", () => void attempt(correct));
      cancel.addEventListener("click", end);
      field.addEventListener("keydown", event => {
        if (composing.has(event)) return;
        if (event.key === "Escape") { event.stopPropagation(); end(); }
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
      });
      body.hidden = true;
      body.after(form);
      field.focus();
    });
  }

  #offerCommands(): (() => void)[] {
    const withChat = (run: (chat: string) => Promise<void>) => (): void => { if (this.#chat) void attempt(() => run(this.#chat!)); };
    return [
      command({ id: "chat.stop", label: "shortcuts.stop", keys: "Escape", run: () => { if (!this.#isStreaming) return false; void this.stop(); return true; } }),
      command({ id: "composer.focus", label: "shortcuts.focus", keys: "Shift+Escape", run: () => this.root.querySelector<HTMLElement>("[data-text]")!.focus() }),
      command({ id: "models.open", label: "shortcuts.models", keys: "Ctrl+Shift+M", run: () => void attempt(async () => {
        const model = await chooseModel(this.#settings.model ?? this.root.dataset.defaultModel ?? null);
        if (model) this.chooseModel(model);
      }) }),
      command({ id: "chat.settings", label: "chat.settings", run: () => void attempt(async () => {
        const changed = await changeSettings(this.#settings);
        if (changed) await this.#keepSettings(changed);
      }) }),
      command({ id: "chat.temporary", label: "chat.startTemporary", keys: "Ctrl+Shift+'", run: () => go(this.isTemporary && !this.#chat ? "/" : "/?temporary") }),
      command({ id: "chat.rename", label: "chat.rename", run: withChat(async chat => {
        const title = await prompt({ title: t("chat.rename"), label: t("chat.title"), value: document.querySelector("[data-chat-title]")?.textContent ?? "" });
        if (title) await ask(`/api/chats/${chat}`, { method: "PATCH", body: { title } });
      }) }),
      command({ id: "chat.tree", label: "tree.title", run: withChat(async chat => {
        const message = await chooseBranch(chat);
        if (message) await ask(`/api/chats/${chat}/messages/${message}/show`, { method: "POST" });
      }) }),
      command({ id: "reply.copy", label: "shortcuts.copyLast", keys: "Ctrl+Shift+C", run: () => this.#onLast("copy") }),
      command({ id: "reply.again", label: "message.regenerate", keys: "Ctrl+Shift+G", run: () => this.#onLast("regenerate") }),
      command({ id: "version.before", label: "message.versionBefore", keys: "Alt+ArrowLeft", run: () => this.#version(0) }),
      command({ id: "version.after", label: "message.versionAfter", keys: "Alt+ArrowRight", run: () => this.#version(1) }),
    ];
  }

  #onLast(act: string): void {
    const last = [...this.#articles("[data-role=assistant]")].at(-1);
    last?.querySelector<HTMLElement>(`[data-act=${act}]`)?.click();
  }

  #version(which: number): void {
    const last = [...this.#messages.querySelectorAll(".versions")].at(-1);
    last?.querySelectorAll<HTMLElement>("[data-act=show]")[which]?.click();
  }

  async #keepSettings(settings: Settings): Promise<void> {
    this.#settings = settings;
    this.#drawModel();
    if (this.#chat) await attempt(() => ask(`/api/chats/${this.#chat}`, { method: "PATCH", body: { settings } }));
    void this.#drawGauge();
  }

  #drawModel(): void {
    this.root.querySelector("[data-model-name]")!.textContent = this.#settings.model ?? this.root.dataset.defaultModel ?? t("models.none");
  }

  async #drawQueue(): Promise<void> {
    const list = this.root.querySelector<HTMLElement>("[data-queue]")!;
    const queued = this.#chat ? await ask<{ id: string; text: string }[]>(`/api/chats/${this.#chat}/queue`) : [];
    if (this.#isOver) return;
    list.hidden = queued.length === 0;
    list.replaceChildren(...queued.map(one => {
      const away = element("button", { type: "button", class: "button icon quiet small", "aria-label": t("queue.remove"), title: t("queue.remove") }, icon(close, 16));
      away.addEventListener("click", () => void attempt(() => ask(`/api/chats/${this.#chat}/queue/${one.id}`, { method: "DELETE" })));
      return element("li", {}, element("span", { class: "badge" }, t("queue.waits")), element("span", { class: "queued-text" }, one.text), away);
    }));
  }

  async #drawGauge(): Promise<void> {
    const gauge = this.root.querySelector<HTMLElement>("[data-gauge]")!;
    const use = this.#chat ? await ask<{ tokens: number; context: number; dropped: number } | undefined>(`/api/chats/${this.#chat}/context`).catch(() => undefined) : undefined;
    if (this.#isOver) return;
    const note = this.root.querySelector<HTMLElement>("[data-dropped]")!;
    gauge.hidden = !use;
    note.hidden = !use?.dropped;
    if (!use) return;
    const share = Math.min(1, use.tokens / use.context);
    gauge.style.setProperty("--share", String(share));
    gauge.classList.toggle("full", use.dropped > 0);
    const told = t("gauge.use", { tokens: use.tokens, context: use.context });
    note.textContent = use.dropped > 0 ? t("gauge.dropped", { n: use.dropped }) : "";
    gauge.title = told;
    gauge.setAttribute("aria-label", told);
  }

  #update(): void {
    const streams = this.#isStreaming;
    this.root.querySelector<HTMLElement>("[data-stop]")!.hidden = !streams;
    this.root.classList.toggle("streaming", streams);
  }

  #scrolled(): void {
    const left = this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight;
    // Who goes up stays there; a conversation that grows leaves nobody behind.
    if (left < nearEnd) this.#isFollowing = true;
    else if (this.#scroll.scrollTop < this.#scrolledTo) this.#isFollowing = false;
    this.#scrolledTo = this.#scroll.scrollTop;
    this.root.querySelector<HTMLElement>("[data-to-end]")!.hidden = this.#isFollowing;
  }

  #follow(): void {
    requestAnimationFrame(() => {
      if (this.#isFollowing) this.#scroll.scrollTop = this.#scroll.scrollHeight;
      this.#scrolled();       // what was far from the end may be all there is now
    });
  }

  #toEnd(): void {
    this.#isFollowing = true;
    this.#letGo();
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }
}

function made(html: string): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = html;      // drawn and escaped by the server
  return template.content.firstElementChild as HTMLElement;
}

/** Nothing for what has been deleted; any other failure is tried again by whoever asked. */
function gone(error: unknown): undefined {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}

function bodyOf(article: HTMLElement): HTMLElement {
  return article.querySelector<HTMLElement>("[data-part=body]")!;
}

/** Gives what is around a body the form of what is around another one, which says the same. Elements stay where they can: one that comes or goes has the whole body styled anew. */
function putAround(shown: HTMLElement, final: HTMLElement): void {
  setAttributes(shown.parentElement!, final.parentElement!);
  setAttributes(shown, final);
  const form = shown.parentElement!.querySelector(":scope > .edit");      // somebody writes in it
  const [before, after] = sidesOf(shown, form), [wantedBefore, wantedAfter] = sidesOf(final);
  if (!fill(before, wantedBefore)) {
    for (const part of before) part.remove();
    shown.before(...wantedBefore);
  }
  if (!fill(after, wantedAfter)) {
    for (const part of after) part.remove();
    (form ?? shown).after(...wantedAfter);
  }
}

function fill(parts: Element[], wanted: Element[]): boolean {
  if (parts.length !== wanted.length || !parts.every((part, at) => part.nodeName === wanted[at]!.nodeName)) return false;
  parts.forEach((part, at) => {
    setAttributes(part, wanted[at]!);
    part.replaceChildren(...wanted[at]!.childNodes);
  });
  return true;
}

function sidesOf(body: HTMLElement, without: Element | null = null): [Element[], Element[]] {
  const parts = [...body.parentElement!.children].filter(part => part !== without), at = parts.indexOf(body);
  return [parts.slice(0, at), parts.slice(at + 1)];
}

/** What a body says: formulas as they were written, and nothing that the page added. */
function wordsOf(body: HTMLElement): string {
  const words: string[] = [];
  const read = (node: Node): void => {
    if (node instanceof Text) words.push(node.data);
    else if (node instanceof Element && !node.hasAttribute("data-ui")) {
      const formula = node.matches(".math") ? drawn.get(node) : undefined;
      if (formula !== undefined) words.push(formula);
      else node.childNodes.forEach(read);
    }
  };
  read(body);
  return words.join("").replace(/\s+/g, "");
}

async function copy(text: string): Promise<void> {
  await toClipboard(text);
  toast(t("message.copied"));
}

page("[data-conversation]", root => {
  const conversation = new ConversationPage(root);
  return () => conversation.dispose();
});
