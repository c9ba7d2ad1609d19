import htmx from "htmx.org/dist/htmx.esm.js";

import { say } from "../announce.ts";
import { fill } from "../fill.ts";

/** How long typing rests, in milliseconds, before the server is asked. */
const rest = 120;

/**
 * StList is a search field over a list of things to do: the focus stays in the
 * field, the arrows go through the list. The options are the server's.
 */
export class StList extends HTMLElement {
  #timer: number | undefined;
  /** The list is that of an earlier search. */
  #old = false;
  #asked: AbortController | undefined;
  #off = new AbortController();

  connectedCallback(): void {
    this.#off = new AbortController();
    const on = { signal: this.#off.signal };
    const input = this.#input();
    input?.setAttribute("role", "combobox");
    input?.setAttribute("aria-autocomplete", "list");
    input?.setAttribute("aria-expanded", "true");
    input?.setAttribute("aria-controls", this.#box()?.id ?? "");
    this.addEventListener("input", () => this.#rest(), on);
    this.addEventListener("keydown", (e) => this.#key(e), on);
    this.addEventListener("pointermove", (e) => this.#select((e.target as Element).closest<HTMLElement>("[role=option]")), on);
    this.closest("dialog, [popover]")?.addEventListener("toggle", (e) => this.#opened(e as ToggleEvent), on);
    if (this.#options().length > 0) this.#select(this.#options()[0]);
    else if (!this.closest("dialog:not([open]), [popover]:not(:popover-open)")) void this.#ask();
  }

  disconnectedCallback(): void {
    this.#off.abort();
    this.#asked?.abort();
    clearTimeout(this.#timer);
  }

  #input(): HTMLInputElement | null {
    return this.querySelector("input");
  }

  #box(): HTMLElement | null {
    return this.querySelector("[role=listbox]");
  }

  #options(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=option]:not([aria-disabled=true])")];
  }

  #opened(event: ToggleEvent): void {
    const input = this.#input();
    if (!input) return;
    if (event.newState !== "open") {
      input.value = ""; // and not when it opens: that is told late, and something may be typed by then
      this.#old = true;
      return;
    }
    input.focus();
    // What came with the page is not asked for again: it would change under the pointer.
    if (this.#old || this.#options().length === 0) void this.#ask();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), rest);
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const url = new URL(this.dataset.src ?? "", location.href);
    url.searchParams.set("q", this.#input()?.value ?? "");
    try {
      const response = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" }, signal: this.#asked.signal });
      if (response.ok) this.#fill(await response.text());
    } catch {
      // Asked again with the next letter.
    }
  }

  #fill(html: string): void {
    const box = this.#box();
    if (!box) return;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    box.replaceChildren(holder.content);
    htmx.process(box);
    for (const [i, option] of this.#options().entries()) option.id ||= `${box.id}-${i}`;
    const options = this.#options();
    this.#select(options[0]);
    if (this.dataset.found) say(fill(this.dataset.found, { count: options.length }));
  }

  #key(event: KeyboardEvent): void {
    const options = this.#options();
    const at = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    const wanted = to[event.key];
    if (wanted !== undefined) {
      const n = options.length;
      const step = event.key.startsWith("Page") ? Math.max(0, Math.min(n - 1, wanted)) : (wanted + n) % Math.max(n, 1);
      this.#select(options[step]);
    } else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && !event.isComposing) void this.#choose(event.shiftKey);
    else return;
    event.preventDefault();
  }

  /** choose does what the selected option does when it is pressed, once the list is that of what was typed. */
  async #choose(stay: boolean): Promise<void> {
    if (this.#timer !== undefined) await this.#ask();
    const option = this.#options().find((o) => o.getAttribute("aria-selected") === "true");
    if (!option) return;
    (option.querySelector<HTMLElement>("a, button") ?? option).click();
    if (!stay) this.#close();
  }

  #close(): void {
    const frame = this.closest<HTMLElement>("dialog, [popover]");
    if (frame instanceof HTMLDialogElement) frame.close();
    else if (frame?.matches(":popover-open")) frame.hidePopover();
  }

  #select(option: HTMLElement | null | undefined): void {
    if (!option) {
      this.#input()?.removeAttribute("aria-activedescendant");
      return;
    }
    for (const other of this.#options()) other.setAttribute("aria-selected", String(other === option));
    this.#input()?.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
}
