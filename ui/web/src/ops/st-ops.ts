import htmx from "htmx.org/dist/htmx.esm.js";

import { say } from "../announce.ts";
import { reach } from "../arrive.ts";
import { unique } from "../id.ts";
import { drafted, Ears, type Said } from "./ears.ts";
import { heir } from "./heir.ts";
import { Fresh } from "./fresh.ts";
import { undoKeys } from "./undo.ts";
import { isDiscrete } from "./value.ts";
import { Queue, type Change } from "./queue.ts";
import { SaveState } from "./saved.ts";
import { send, type Answer } from "./send.ts";
import { Store } from "./store.ts";
import { controls, Sync } from "./sync.ts";

/** Pauses between tries while the server does not answer, in milliseconds. */
const pauses = [1000, 2000, 4000, 8000, 15_000];

/** Live is what the server tells about a change by anyone. */
interface Live {
  revision: number;
  client: string;
}

/** Task is one part that is about to be put into the page. */
interface Task {
  target: Element | null;
  fragment: DocumentFragment;
}

/** Request is one that htmx makes. */
interface Request {
  sourceElement?: Element;
  fetch: typeof fetch;
  request: { headers: Record<string, string> };
  response?: { headers: Headers };
}

/** StOps is the way from the page to the draft: one queue, one request at a time. */
export class StOps extends HTMLElement {
  #client = "";
  #revision = 0;
  #queue = new Queue();
  #store: Store | undefined;
  #ears: Ears | undefined;
  #sync: Sync | undefined;
  #fresh: Fresh | undefined;
  #state = new SaveState();
  #off = new AbortController();
  #retry: number | undefined;
  #failures = 0;
  #sending = false;
  /** What comes now was asked for, so it may also change the field that has the focus. */
  #asked = false;
  #connections = 0;
  /** What takes the place of the action that was removed last: a late answer may take it away first. */
  #heir: (() => HTMLElement | null) | undefined;
  #waiters: { all: boolean; go: () => void }[] = [];

  connectedCallback(): void {
    this.#client = this.getAttribute("client") || unique();
    this.#revision = Number(this.getAttribute("revision"));
    this.#store = new Store(this.getAttribute("processing") ?? location.pathname, this.#client);
    this.#off = new AbortController();
    this.#ears = new Ears((said) => this.#add(said), () => this.#mark(), (scope) => this.#queue.has(scope));
    this.#sync = new Sync((control, scope) => this.#busy(control, scope), () => this.#revision);
    this.#fresh = new Fresh(() => this.#left(), this.#off.signal);
    undoKeys((kind) => this.change({ kind, group: "" }), this.#off.signal);
    this.#listen();
    void this.#restore();
  }

  disconnectedCallback(): void {
    this.#ears?.flush();
    this.#off.abort();
    this.#ears?.stop();
    this.#sync?.stop();
    clearTimeout(this.#retry);
  }

  /** change puts a change into the queue, after everything that was typed before. */
  change(said: Said): void {
    this.#ears?.flush();
    this.#add(said);
  }

  /** revision is the draft's revision that the page shows. */
  get revision(): number {
    return this.#revision;
  }

  #listen(): void {
    const on = { signal: this.#off.signal };
    document.addEventListener("st:op", (e) => this.change((e as CustomEvent<Said>).detail), on);
    document.addEventListener("st:signed-in", () => this.#again(), on);
    document.addEventListener("htmx:before:request", (e) => this.#first((e as CustomEvent<{ ctx: Request }>).detail.ctx), on);
    document.addEventListener("htmx:finally:request", (e) => {
      const revision = (e as CustomEvent<{ ctx: Request }>).detail.ctx.response?.headers.get("Stanok-Revision");
      if (revision) this.#seen(Number(revision));
    }, on);
    document.addEventListener("draft", (e) => this.#news((e as CustomEvent<{ data: string }>).detail.data), on);
    document.addEventListener("htmx:sse:after:connection", () => {
      if (this.#connections++ > 0) void this.#pull();
    }, on);
    document.addEventListener("click", (e) => {
      const asks = (e.target as Element).closest("a, button")?.closest<HTMLElement>(".conflict");
      if (asks) this.#sync?.settle(asks.dataset.of ?? "");
    }, on);
    document.addEventListener("focusout", (e) => this.#away(e.target), on);
    window.addEventListener("online", () => this.#again(), on);
    window.addEventListener("focus", () => this.#again(), on);
    window.addEventListener("pagehide", () => this.#leave(), on);
  }

  /** first has a request of the page wait until the draft is saved that it is about. Signing in is what saving waits for. */
  #first(request: Request): void {
    if (request.sourceElement?.closest("st-ask")) return;
    this.#ears?.flush();
    Object.assign(request.request.headers, this.#fresh?.headers);
    if (this.#queue.size === 0 || !request.sourceElement?.closest("#editor, #drawer")) return;
    const { fetch } = request;
    request.fetch = async (...args) => {
      await this.#saved(args[1]?.method !== "GET");
      return fetch(...args);
    };
  }

  /** saved waits until nothing is left to send; who only looks is not kept while the server does not answer. */
  #saved(all: boolean): Promise<void> {
    return new Promise((go) => {
      this.#waiters.push({ all, go });
      this.#release();
    });
  }

  #release(): void {
    const over = (all: boolean): boolean => this.#queue.size === 0 || (!all && this.#retry !== undefined);
    const free = this.#waiters.filter((w) => over(w.all));
    this.#waiters = this.#waiters.filter((w) => !free.includes(w));
    for (const w of free) w.go();
  }

  /** restore sends what an earlier tab could not. */
  async #restore(): Promise<void> {
    const left = (await this.#store?.take()) ?? [];
    if (left.length === 0 || !this.isConnected) return;
    const since = this.#queue.all();
    this.#queue = new Queue(left);
    for (const c of since) this.#queue.add(c);
    for (const c of left) this.#put(c);
    this.#mark();
    await this.#next();
    if (this.#queue.size === 0) await this.#pull();
  }

  /** put shows a kept value in its control. */
  #put(change: Change): void {
    if (change.kind !== "set" || typeof change.value !== "string") return;
    for (const control of controls(document, change.scope ?? "")) {
      if ((control as HTMLElement).dataset.kind === "text") (control as HTMLInputElement).value = change.value;
    }
  }

  #add({ pressed, ...said }: Said): void {
    if (pressed && said.scope !== undefined) this.#sync?.settle(said.scope);
    const base = this.#sync?.elsewhere(said.scope ?? "") ?? this.#revision;
    this.#queue.add({ id: unique(), base, ...said });
    this.#heir = heir(said) ?? this.#heir;
    this.#keep();
    if (this.#retry !== undefined) this.#state.failed(this.#queue.size);
    void this.#next();
  }

  #keep(): void {
    void this.#store?.put(this.#queue.all());
    this.#mark();
  }

  /** mark tells the page whether the server has everything: data-unsaved is there while it has not. */
  #mark(): void {
    this.toggleAttribute("data-unsaved", this.#queue.size > 0 || this.#ears?.busy === true);
  }

  #busy(control: Element, scope: string): boolean {
    const active = document.activeElement;
    // A choice within a table is made at once; what follows from it is to be seen at once too.
    const chosen = active !== null && active !== control && isDiscrete(active);
    const focused = !this.#asked && control.contains(active) && !chosen;
    return focused || this.#ears?.typing(control) === true || this.#queue.has(scope);
  }

  /** next sends what waits, until nothing does or the server does not answer. */
  async #next(): Promise<void> {
    if (this.#sending || this.#retry !== undefined) return;
    this.#sending = true;
    try {
      for (let changes = this.#queue.take(); changes.length > 0; changes = this.#queue.take()) {
        this.#state.saving();
        const at = this.#at();
        const answer = await send(this.getAttribute("post") ?? "", this.#client, at, changes, this.#fresh?.headers);
        if (!(await this.#heard(answer, changes, at))) break;
      }
    } finally {
      this.#sending = false;
      this.#release();
    }
  }

  /** heard does what an answer asks for, and reports whether to go on. */
  async #heard(answer: Answer, changes: Change[], at: string): Promise<boolean> {
    if (answer.outcome !== "taken") {
      this.#queue.keep();
      this.#state.failed(this.#queue.size);
      if (answer.outcome === "signin") await this.#signIn(answer.body);
      else {
        if (answer.body) await this.#swap(answer.body, at);
        this.#wait(answer.wait);
      }
      return false;
    }
    this.#failures = 0;
    this.#queue.confirm();
    const sent = document.createElement("template");
    sent.innerHTML = answer.conflict ? answer.body : "";
    for (const c of changes) this.#decided(c, answer, sent.content);
    this.#keep();
    this.#asked = changes.some((c) => c.kind === "undo" || c.kind === "redo");
    const removed = changes.some((c) => c.kind === "remove");
    await this.#swap(answer.body, at);
    this.#asked = false;
    if (removed) this.#heir?.()?.focus();
    if (this.#at() !== at) history.replaceState(history.state, "", `?at=${encodeURIComponent(this.#at())}`);
    if (answer.revision !== undefined && answer.revision < this.#revision) void this.#pull(); // others' news came before this
    if (answer.revision !== undefined) this.#seen(answer.revision);
    if (this.#queue.size === 0) this.#state.saved();
    this.#tell(answer);
    return true;
  }

  /** decided notes what became of a value: in a conflict it is still to be chosen. */
  #decided(c: Change, answer: Answer, sent: DocumentFragment): void {
    if (c.kind !== "set" || c.scope === undefined) return;
    const contested = answer.conflict && (answer.refused.length === 0 || answer.refused.includes(c.id));
    if (contested) {
      const asks = `.conflict[data-of="${CSS.escape(c.scope)}"]`;
      this.#sync?.contest(c.scope, c.base, sent.querySelector(asks));
      document.querySelector(asks)?.remove();
    } else this.#sync?.sent(c.scope, c.shown);
  }

  #tell(answer: Answer): void {
    if (answer.added) this.#fresh?.begin(answer.added);
    if (answer.conflict) {
      this.#sync?.ask();
      document.querySelector("#panel .conflict")?.scrollIntoView({ block: "nearest" });
    }
    if (answer.focus) reach(document.getElementById(answer.focus));
    if (answer.say) say(answer.say);
    const detail = { revision: this.#revision };
    document.dispatchEvent(new CustomEvent(answer.conflict ? "st:conflict" : "st:saved", { detail }));
    if (answer.added) document.dispatchEvent(new CustomEvent("st:added", { detail: { id: answer.added } }));
  }

  #seen(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
    this.setAttribute("revision", String(this.#revision));
    this.#queue.seen(this.#revision, (scope) => this.#sync?.elsewhere(scope) !== undefined);
  }

  #wait(asked?: number): void {
    const pause = asked ?? pauses[Math.min(this.#failures++, pauses.length - 1)] ?? 0;
    clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#again(), pause);
  }

  #again(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    void this.#next();
  }

  /** signIn shows the server's question who is there; the answer, or the next change, sends again. */
  async #signIn(text: string): Promise<void> {
    await htmx.swap({ sourceElement: this, target: document.body, text, swap: "beforeend" });
  }

  /** away fetches what others wrote in a field, once the person who left it alone has left it. */
  #away(target: EventTarget | null): void {
    const scope = (drafted(target) as HTMLElement | null)?.dataset.scope;
    if (scope === undefined || this.#sync?.elsewhere(scope) === undefined || this.#queue.has(scope)) return;
    setTimeout(() => void this.#pull());
  }

  #news(data: string): void {
    const live = JSON.parse(data) as Live;
    if (live.client !== this.#client && live.revision > this.#revision) void this.#pull();
  }

  /** left asks what is to be said about a field of a new action, unless a change of it asks already. */
  #left(): void {
    if (this.#queue.size === 0 && !this.#sending) void this.#pull();
  }

  /** pull fetches the parts of the page that others have changed. */
  async #pull(): Promise<void> {
    const at = this.#at();
    const url = `${this.getAttribute("parts") ?? ""}?at=${encodeURIComponent(at)}&since=${this.#revision}`;
    try {
      const response = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true", ...this.#fresh?.headers }, redirect: "manual" });
      if (!response.ok) return;
      const text = await response.text();
      const revision = Number(response.headers.get("Stanok-Revision"));
      if (revision < this.#revision) return; // the page shows something newer by now
      await this.#swap(text, at, true);
      if (revision > 0) this.#seen(revision);
    } catch {
      // The stream tells again when the server is back.
    }
  }

  /** swap puts parts into the page, unless another panel is open by now. */
  async #swap(text: string, at: string, pulled = false): Promise<void> {
    if (text.trim() === "") return;
    const left = (event: Event): void => {
      const { ctx, tasks } = (event as CustomEvent<{ ctx: { from?: StOps }; tasks: Task[] }>).detail;
      if (ctx.from !== this) return;
      if (at === this.#at() && !this.#orphaned(tasks, pulled)) return;
      const stale = tasks.filter((t) => t.target?.matches("#panel, #data"));
      for (const t of stale) tasks.splice(tasks.indexOf(t), 1);
    };
    document.addEventListener("htmx:before:swap", left, { capture: true });
    await htmx.swap({ sourceElement: this, from: this, target: this, text, swap: "none" });
    document.removeEventListener("htmx:before:swap", left, { capture: true });
  }

  /**
   * orphaned reports whether the panel is that of an action that others have deleted
   * while someone was writing in it: it stays until the person has decided.
   */
  #orphaned(tasks: Task[], pulled: boolean): boolean {
    const panel = document.getElementById("panel");
    if (panel?.querySelector(".conflict[data-deleted]")) return true;
    const next = tasks.map((t) => t.fragment.querySelector<HTMLElement>("#panel")).find((one) => one)?.dataset.at;
    if (!panel || !pulled || next === undefined || next === this.#at()) return false;
    return [...panel.querySelectorAll<HTMLElement>("[data-scope]")].some((c) => this.#busy(c, c.dataset.scope ?? ""));
  }

  #at(): string {
    return document.getElementById("panel")?.dataset.at ?? this.getAttribute("at") ?? "";
  }

  /** leave sends what is left without waiting for an answer; what was kept is sent again. */
  #leave(): void {
    this.#ears?.flush();
    if (this.#queue.size === 0) return;
    const changes = this.#queue.all();
    this.#keep();
    const base = changes[0]?.base;
    void send(this.getAttribute("post") ?? "", this.#client, this.#at(), changes.filter((c) => c.base === base), undefined, true);
  }
}
