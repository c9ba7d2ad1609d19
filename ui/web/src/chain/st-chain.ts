import { say } from "../announce.ts";
import { fill } from "../fill.ts";
import { dragging } from "./drag.ts";
import { same, stops, where, within, type List, type Stop } from "./place.ts";

/** StChain moves actions by keys and by hand. The list itself is the server's. */
export class StChain extends HTMLElement {
  /** The action that was picked up, the place it came from, and where it hovers. */
  #held: { id: string; from: Stop; at: Stop } | null = null;
  #off = new AbortController();

  connectedCallback(): void {
    this.#off = new AbortController();
    const on = { signal: this.#off.signal };
    this.addEventListener("keydown", (e) => this.#key(e), on);
    this.addEventListener("focusin", (e) => this.#focused(e.target as HTMLElement), on);
    this.addEventListener("focusout", (e) => {
      if (this.#held && !this.contains(e.relatedTarget as Node | null)) this.#cancel();
    }, on);
    document.addEventListener("htmx:after:swap", () => this.#rove(), on);
    dragging(this, on.signal);
    this.#rove();
  }

  disconnectedCallback(): void {
    this.#off.abort();
    this.#held = null;
  }

  /** move sends an action to a place. */
  move(id: string, to: Stop): void {
    const lists = this.lists();
    const from = where(lists, id);
    if (!from || id === "source" || same(from, to)) return;
    // The server refuses it too, and says so for all to see.
    if (within(lists, id, to) || to.parent === id) say(this.dataset.refused ?? "", "assertive");
    else this.#told(id, from, to);
    const value = { parent: to.parent, branch: to.branch, after: to.after };
    this.dispatchEvent(new CustomEvent("st:op", { bubbles: true, detail: { kind: "move", scope: `actions/${id}`, value, group: "" } }));
  }

  /** lists reads the structure from the page. */
  lists(): List[] {
    return [...this.querySelectorAll<HTMLElement>("ol[data-parent]")].map((ol) => ({
      parent: ol.dataset.parent ?? "",
      branch: ol.dataset.branch ?? "",
      ids: [...ol.querySelectorAll<HTMLElement>(":scope > li[data-id]")].map((li) => li.dataset.id ?? ""),
    }));
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const id = target.closest<HTMLElement>("li[data-id]")?.dataset.id;
    if (!id) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === "d" && target.matches(".card-main")) this.#press(event, `#menu-${CSS.escape(id)} [data-testid=menu-duplicate]`);
    } else if (this.#held) this.#heldKey(event);
    else if (event.altKey) this.#altKey(event, id);
    else if (target.matches("[data-handle]") && (event.key === " " || event.key === "Enter")) {
      event.preventDefault();
      this.#pick(id);
    } else if (target.matches(".card-main")) this.#cardKey(event, target, id);
  }

  /** altKey moves an action one place up or down without picking it up. */
  #altKey(event: KeyboardEvent, id: string): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = this.#beside(id, where(this.lists(), id), step);
    if (to) this.move(id, to);
  }

  #heldKey(event: KeyboardEvent): void {
    const held = this.#held;
    if (!held) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) this.#hover(this.#beside(held.id, held.at, step));
    else if (event.key === "ArrowRight") this.#hover(this.#into(held.id, held.at));
    else if (event.key === "ArrowLeft") this.#hover(this.#out(held.id, held.at));
    else if (event.key === "Escape") this.#cancel();
    else if (event.key === " " || event.key === "Enter") this.#drop();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** beside finds the next place of the same list. */
  #beside(id: string, at: Stop | null, step: number): Stop | undefined {
    const all = stops(this.lists(), id).filter((s) => s.parent === at?.parent && s.branch === at.branch);
    return all[all.findIndex((s) => at && same(s, at)) + step];
  }

  /** into finds the first place in a branch of the action above, else of the one below. */
  #into(id: string, at: Stop): Stop | undefined {
    const all = stops(this.lists(), id);
    const below = this.#beside(id, at, 1)?.after;
    return all.find((s) => s.parent !== "" && s.parent === at.after) ?? all.find((s) => s.parent !== "" && s.parent === below);
  }

  /** out finds the place behind the action that holds this one; from one branch to the next first. */
  #out(id: string, at: Stop): Stop | undefined {
    if (at.parent === "") return undefined;
    return stops(this.lists(), id).find((s) => s.after === at.parent);
  }

  #pick(id: string): void {
    const lists = this.lists();
    const from = where(lists, id);
    if (!from || id === "source") return;
    this.#held = { id, from, at: from };
    this.#mark();
    say(fill(this.dataset.picked, { name: this.#name(id), ...this.#count(id, from) }), "assertive");
  }

  #hover(to: Stop | undefined): void {
    if (!this.#held || !to) return;
    this.#held.at = to;
    this.#mark();
    say(this.#position(this.#held.id, to), "assertive");
  }

  #drop(): void {
    const held = this.#held;
    this.#held = null;
    this.#mark();
    if (!held) return;
    if (same(held.from, held.at)) this.#told(held.id, held.from, held.at);
    else this.move(held.id, held.at);
  }

  #cancel(): void {
    this.#held = null;
    this.#mark();
    say(this.dataset.cancelled ?? "", "assertive");
  }

  #told(id: string, from: Stop, to: Stop): void {
    const args = { name: this.#name(id), from: this.#count(id, from).at, at: this.#count(id, to).at };
    say(fill(this.dataset.dropped, args), "assertive");
  }

  #position(id: string, stop: Stop): string {
    const branch = this.querySelector<HTMLElement>(list(stop))?.dataset.name ?? "";
    const words = stop.parent === "" ? this.dataset.position : this.dataset.inside;
    return fill(words, { branch, ...this.#count(id, stop) });
  }

  /** count says which of how many an action would be in the list of a place; the source is the first. */
  #count(id: string, stop: Stop): { at: number; of: number } {
    const ids = this.lists().find((l) => l.parent === stop.parent && l.branch === stop.branch)?.ids ?? [];
    const others = ids.filter((i) => i !== id);
    const at = stop.after === "" ? 1 : others.indexOf(stop.after) + 2;
    return { at, of: others.length + 1 };
  }

  #name(id: string): string {
    return this.querySelector(`#step-${CSS.escape(id)} .card-main`)?.textContent?.trim() ?? id;
  }

  /** mark shows the action that is held, and the place where it would be put. */
  #mark(): void {
    for (const old of this.querySelectorAll(".is-held, .is-target, .is-first")) old.classList.remove("is-held", "is-target", "is-first");
    if (!this.#held) return;
    this.querySelector(`#step-${CSS.escape(this.#held.id)}`)?.classList.add("is-held");
    this.aim(this.#held.at);
  }

  /** aim shows a place. */
  aim(stop: Stop | null): void {
    for (const old of this.querySelectorAll(".is-target, .is-first")) old.classList.remove("is-target", "is-first");
    if (!stop) return;
    if (stop.after) this.querySelector(`#step-${CSS.escape(stop.after)}`)?.classList.add("is-target");
    else this.querySelector(list(stop))?.classList.add("is-first");
  }

  /** cardKey goes from card to card, and asks for what is done to one. */
  #cardKey(event: KeyboardEvent, card: HTMLElement, id: string): void {
    const cards = [...this.querySelectorAll<HTMLElement>(".card-main")];
    const at = cards.indexOf(card);
    const li = card.closest("li");
    const keys: Record<string, () => HTMLElement | null | undefined> = {
      ArrowUp: () => cards[at - 1],
      ArrowDown: () => cards[at + 1],
      Home: () => cards[0],
      End: () => cards[cards.length - 1],
      ArrowLeft: () => li?.parentElement?.closest("li")?.querySelector<HTMLElement>(".card-main"),
      ArrowRight: () => li?.querySelector<HTMLElement>(":scope ol .card-main"),
    };
    const menu = `#menu-${CSS.escape(id)}`;
    const press: Record<string, string> = {
      a: `[data-testid="add-after-${CSS.escape(id)}"]`,
      F2: `${menu} [data-testid=menu-rename]`,
      Delete: `${menu} [data-testid=menu-delete]`,
    };
    const button = press[event.key];
    if (button) this.#press(event, button);
    else if (event.key in keys) {
      event.preventDefault();
      keys[event.key]?.()?.focus();
    }
  }

  /** press does what a button does, seen or not. */
  #press(event: Event, button: string): void {
    event.preventDefault();
    this.querySelector<HTMLElement>(button)?.click();
  }

  /** rove leaves one card in the order of Tab: the one at hand. */
  #rove(): void {
    const cards = [...this.querySelectorAll<HTMLElement>(".card-main")];
    const focused = cards.find((c) => c === document.activeElement);
    const now = focused ?? cards.find((c) => c.hasAttribute("aria-current")) ?? cards[0];
    for (const card of cards) card.tabIndex = card === now ? 0 : -1;
    if (this.#held) this.#mark();
  }

  #focused(target: HTMLElement): void {
    if (target.matches(".card-main")) this.#rove();
  }
}

function list(stop: Stop): string {
  return `ol[data-parent="${CSS.escape(stop.parent)}"][data-branch="${CSS.escape(stop.branch)}"]`;
}
