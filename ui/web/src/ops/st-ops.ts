import { say } from "../announce.ts";
import { reach } from "../arrive.ts";
import { unique } from "../id.ts";
import type { Request } from "../request.ts";
import { Conflicts } from "./conflicts.ts";
import { drafted, Ears, type Said } from "./ears.ts";
import { heir } from "./heir.ts";
import { Fresh } from "./fresh.ts";
import { Late } from "./late.ts";
import { atHand, Parts } from "./parts.ts";
import { undoKeys } from "./undo.ts";
import { isDiscrete } from "./value.ts";
import { Queue, touches, type Change } from "./queue.ts";
import { SaveState } from "./saved.ts";
import { send, type Answer, type Sender } from "./send.ts";
import { Store } from "./store.ts";
import { controls, Sync } from "./sync.ts";
import { Waiters } from "./waiters.ts";

/** Pauses between tries while the server does not answer, in milliseconds. */
const pauses = [1000, 2000, 4000, 8000, 15_000];

/** Live is what the server tells about a change by anyone. */
interface Live {
  revision: number;
  client: string;
}

/** StOps is the way from the page to the draft: one queue, one request at a time. */
export class StOps extends HTMLElement {
  #client = "";
  #person = "";
  #revision = 0;
  #queue = new Queue();
  #store: Store | undefined;
  #ears: Ears | undefined;
  #sync: Sync | undefined;
  #conflicts: Conflicts | undefined;
  #parts = new Parts(this, (control, scope) => this.#busy(control, scope));
  #fresh: Fresh | undefined;
  #late: Late | undefined;
  #state = new SaveState();
  #off = new AbortController();
  #retry: number | undefined;
  #failures = 0;
  #sending = false;
  /** What comes now was asked for, so it may also change the field that has the focus. */
  #asked = false;
  /** How often the panel has asked for something itself, as for a test of its action. */
  #asks = 0;
  /** The newest revision that the page was told of. */
  #newest = 0;
  /** What takes the place of the action that was removed last: a late answer may take it away first. */
  #heir: (() => HTMLElement | null) | undefined;
  #waiters = new Waiters((all) => this.#queue.size === 0 || (!all && this.#retry !== undefined));

  connectedCallback(): void {
    this.#client = this.getAttribute("client") || unique();
    this.#revision = Number(this.getAttribute("revision"));
    this.#person = this.getAttribute("person") ?? "";
    const processing = this.getAttribute("processing") ?? location.pathname;
    this.#store = new Store(this.#person, processing);
    this.#off = new AbortController();
    this.#conflicts = new Conflicts(`${this.#person}/${processing}`, (scope) => this.#settled(scope), this.#off.signal);
    this.#ears = new Ears((said) => this.#add(said), () => this.#mark(), (scope) => this.#queue.has(scope));
    this.#sync = new Sync(this.#conflicts, (control, scope) => this.#busy(control, scope), () => this.#revision);
    this.#fresh = new Fresh(() => this.#left(), this.#off.signal);
    this.#late = new Late(this.#off.signal);
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
      const { ctx } = (e as CustomEvent<{ ctx: Request }>).detail;
      const revision = ctx.response?.headers.get("Stanok-Revision");
      if (revision && !this.#late?.has(ctx)) this.#seen(Number(revision));
    }, on);
    document.addEventListener("draft", (e) => this.#news((e as CustomEvent<{ data: string }>).detail.data), on);
    document.addEventListener("visibilitychange", () => this.#catchUp(), on);
    document.addEventListener("click", (e) => {
      const chosen = (e.target as Element).closest("a, button");
      const asks = chosen?.closest<HTMLElement>(".conflict");
      if (!asks) return;
      this.#settle(asks.dataset.of ?? "");
      if (asks.matches("[data-deleted]") && chosen?.matches("a")) this.#conflicts?.give(asks.dataset.of ?? "");
    }, on);
    document.addEventListener("focusout", (e) => this.#away(e.target), on);
    window.addEventListener("online", () => this.#again(), on);
    window.addEventListener("focus", () => this.#again(), on);
    window.addEventListener("pagehide", () => this.#leave(), on);
  }

  /** first has a request of the page wait until the draft is saved that it is about. Signing in is what saving waits for. */
  #first(request: Request): void {
    if (request.sourceElement?.closest("[data-ask]")) return;
    if (request.sourceElement?.closest("#panel")) this.#asks++;
    this.#ears?.flush();
    Object.assign(request.request.headers, this.#fresh?.headers, { "Stanok-Client": this.#client });
    if (this.#queue.size === 0 || !request.sourceElement?.closest("#editor, #drawer")) return;
    const { fetch } = request;
    request.fetch = async (...args) => {
      await this.#waiters.wait(args[1]?.method !== "GET");
      return fetch(...args);
    };
  }

  /** restore sends what an earlier tab could not. */
  async #restore(): Promise<void> {
    const left = (await this.#store?.take()) ?? [];
    if (left.length === 0 || !this.isConnected) return;
    const since = this.#queue.all();
    this.#queue = new Queue(left);
    for (const c of since) this.#queue.add(c);
    for (const c of left) {
      if (!since.some((newer) => newer.scope !== undefined && touches(newer.scope, c.scope ?? ""))) this.#put(c);
      if (c.contested) this.#sync?.behind(c.scope ?? "", c.base);
    }
    this.#mark();
    await this.#next();
    if (this.#queue.size === 0) await this.#pull();
  }

  /** put shows a kept value in its control, unless someone is writing there already. */
  #put(change: Change): void {
    if (change.kind !== "set" || typeof change.value !== "string") return;
    for (const control of controls(document, change.scope ?? "")) {
      if (this.#ears?.typing(control)) continue;
      if ((control as HTMLElement).dataset.kind === "text") (control as HTMLInputElement).value = change.value;
    }
  }

  #add({ pressed, ...said }: Said): void {
    if (pressed && said.scope !== undefined) this.#settle(said.scope);
    this.#conflicts?.want(said.scope ?? "");
    const base = this.#sync?.elsewhere(said.scope ?? "") ?? this.#revision;
    this.#queue.add({ id: unique(), base, ...said });
    this.#heir = heir(said) ?? this.#heir;
    this.#keep();
    if (this.#retry !== undefined) this.#state.failed(this.#queue.size);
    void this.#next();
  }

  /** keep keeps on this computer what the server does not have, and what a person has still to choose about. */
  #keep(): void {
    void this.#store?.put([...(this.#conflicts?.changes() ?? []), ...this.#queue.all()]);
    this.#mark();
  }

  /** settle notes that the person has chosen between two values, or does now. */
  #settle(scope: string): void {
    this.#sync?.settle(scope);
    this.#conflicts?.settle(scope);
    this.#keep();
  }

  /** settled notes that the person has chosen in another tab. */
  #settled(scope: string): void {
    this.#sync?.settle(scope);
    this.#keep();
    void this.#pull();
  }

  #from(at: string): Sender {
    return { client: this.#client, person: this.#person, at };
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
        const at = atHand();
        const answer = await send(this.getAttribute("post") ?? "", this.#from(at), changes, this.#fresh?.headers);
        if (!(await this.#heard(answer, changes, at))) break;
      }
    } finally {
      this.#sending = false;
      this.#waiters.release();
      this.#catchUp();
    }
  }

  /** heard does what an answer asks for, and reports whether to go on. */
  async #heard(answer: Answer, changes: Change[], at: string): Promise<boolean> {
    if (answer.outcome !== "taken") {
      this.#queue.keep();
      this.#state.failed(this.#queue.size);
      // Signing in, or the next change, sends again.
      if (answer.outcome === "signin") await this.#parts.ask(answer.body);
      else {
        if (answer.body) await this.#parts.put(answer.body, at);
        this.#wait(answer.wait);
      }
      return false;
    }
    this.#failures = 0;
    this.#queue.confirm();
    const sent = document.createElement("template");
    sent.innerHTML = answer.conflict ? answer.body : "";
    for (const c of changes) this.#decided(c, sent.content);
    this.#keep();
    this.#asked = changes.some((c) => c.kind === "undo" || c.kind === "redo");
    const removed = changes.some((c) => c.kind === "remove");
    await this.#parts.put(answer.body, at);
    this.#asked = false;
    if (removed) this.#heir?.()?.focus();
    if (atHand() !== at) history.replaceState(history.state, "", `?at=${encodeURIComponent(atHand())}`);
    if (answer.revision !== undefined && answer.revision < this.#revision) void this.#pull(); // others' news came before this
    if (answer.revision !== undefined) this.#seen(answer.revision);
    if (this.#queue.size === 0) this.#state.saved();
    this.#tell(answer);
    return true;
  }

  /** decided notes what became of a value: in a conflict it is still to be chosen. */
  #decided(c: Change, sent: DocumentFragment): void {
    if (c.kind !== "set" || c.scope === undefined) return;
    if (this.#conflicts?.add(c.scope, c, sent)) {
      this.#sync?.behind(c.scope, c.base);
      return;
    }
    this.#conflicts?.close(c.scope);
    this.#sync?.sent(c.scope, c.shown);
  }

  #tell(answer: Answer): void {
    if (answer.added) this.#fresh?.begin(answer.added);
    if (answer.conflict) {
      this.#conflicts?.ask();
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

  /** away fetches what others wrote in a field, once the person who left it alone has left it. */
  #away(target: EventTarget | null): void {
    const scope = (drafted(target) as HTMLElement | null)?.dataset.scope;
    if (scope === undefined || this.#sync?.elsewhere(scope) === undefined || this.#queue.has(scope)) return;
    setTimeout(() => void this.#pull());
  }

  #news(data: string): void {
    const live = JSON.parse(data) as Live;
    if (live.client === this.#client) return;
    this.#newest = Math.max(this.#newest, live.revision);
    this.#catchUp();
  }

  /** catchUp fetches what is new once the page is seen; an answer that is on its way may bring it. */
  #catchUp(): void {
    if (this.#newest > this.#revision && !document.hidden && !this.#sending) void this.#pull();
  }

  /** left asks what is to be said about a field of a new action, unless a change of it asks already. */
  #left(): void {
    if (this.#queue.size === 0 && !this.#sending) void this.#pull();
  }

  /** pull fetches the parts of the page that others have changed. */
  async #pull(): Promise<void> {
    const at = atHand();
    const asks = this.#asks;
    const url = `${this.getAttribute("parts") ?? ""}?at=${encodeURIComponent(at)}&since=${this.#revision}`;
    try {
      const response = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true", ...this.#fresh?.headers }, redirect: "manual" });
      if (!response.ok) return;
      const text = await response.text();
      const revision = Number(response.headers.get("Stanok-Revision"));
      // The page shows something newer by now, or an answer to what was asked since.
      if (revision < this.#revision || (revision === this.#revision && asks !== this.#asks)) return;
      await this.#parts.put(text, at, true);
      if (revision > 0) this.#seen(revision);
    } catch {
      // The stream tells again when the server is back.
    }
  }

  /** leave sends what is left without waiting for an answer; what was kept is sent again. */
  #leave(): void {
    this.#ears?.flush();
    if (this.#queue.size === 0) return;
    const changes = this.#queue.all();
    this.#keep();
    const base = changes[0]?.base;
    void send(this.getAttribute("post") ?? "", this.#from(atHand()), changes.filter((c) => c.base === base), undefined, true);
  }
}
