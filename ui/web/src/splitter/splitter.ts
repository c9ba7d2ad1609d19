import { bounds, fit, most, read, step, type Bounds } from "./width.ts";

/**
 * Splitter between the columns of the editor makes the one that `aria-controls`
 * names wider or narrower: with the pointer, or with ← and → while it has the focus.
 * Home, or a double click, puts the column back. What a person chose is remembered
 * in their browser, for them alone.
 */
export class Splitter {
  #at: HTMLElement;
  #off: AbortSignal;

  constructor(at: HTMLElement, off: AbortSignal) {
    this.#at = at;
    this.#off = off;
    const on = { signal: off };
    at.hidden = false;
    at.addEventListener("pointerdown", (e) => this.#grab(e), on);
    at.addEventListener("keydown", (e) => this.#key(e), on);
    at.addEventListener("dblclick", () => this.#reset(), on);
    window.addEventListener("resize", () => this.#tell(), on);
    const kept = read(storage()?.getItem(this.#place) ?? null)[this.#name];
    if (kept !== undefined) this.#show(kept);
    else this.#tell();
  }

  get #name(): string {
    return this.#at.getAttribute("aria-controls") ?? "";
  }

  get #bounds(): Bounds {
    return bounds[this.#name] ?? { least: 0, part: 1 };
  }

  /** place is where the widths of the person are kept. */
  get #place(): string {
    return `stanok.columns/${document.querySelector("st-ops")?.getAttribute("person") ?? ""}`;
  }

  get #whole(): number {
    return this.#at.parentElement?.clientWidth ?? 0;
  }

  get #width(): number {
    return Math.round(document.getElementById(this.#name)?.getBoundingClientRect().width ?? 0);
  }

  /** way is 1 if the column grows to the right, -1 if it grows to the left. */
  get #way(): number {
    return this.#at.hasAttribute("data-end") ? -1 : 1;
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#at.focus();
    this.#at.setPointerCapture(event.pointerId);
    const [from, width] = [event.clientX, this.#width];
    const over = new AbortController();
    const on = { signal: AbortSignal.any([over.signal, this.#off]) };
    this.#at.dataset.held = "";
    const end = (): void => {
      over.abort();
      delete this.#at.dataset.held;
    };
    this.#at.addEventListener("pointermove", (e) => this.#show(width + this.#way * (e.clientX - from)), on);
    this.#at.addEventListener("pointerup", () => {
      end();
      if (this.#width !== width) this.#keep();
    }, on);
    this.#at.addEventListener("pointercancel", () => {
      end();
      this.#show(width);
    }, on);
    this.#at.addEventListener("keydown", (e) => {
      if (e.key !== "Escape") return;
      end();
      this.#show(width);
    }, on);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (move === undefined && event.key !== "Home") return;
    event.preventDefault();
    if (move === undefined) return this.#reset();
    this.#show(this.#width + this.#way * move);
    this.#keep();
  }

  #reset(): void {
    this.#column.removeProperty(`--${this.#name}`);
    this.#keep(true);
    this.#tell();
  }

  #show(width: number): void {
    this.#column.setProperty(`--${this.#name}`, `${fit(this.#bounds, this.#whole, width)}px`);
    this.#tell();
  }

  get #column(): CSSStyleDeclaration {
    return (this.#at.parentElement ?? this.#at).style;
  }

  #keep(forget = false): void {
    const all = read(storage()?.getItem(this.#place) ?? null);
    if (forget) delete all[this.#name];
    else all[this.#name] = this.#width;
    storage()?.setItem(this.#place, JSON.stringify(all));
  }

  /** tell tells where it stands. */
  #tell(): void {
    this.#at.ariaValueMin = String(this.#bounds.least);
    this.#at.ariaValueMax = String(most(this.#bounds, this.#whole));
    this.#at.ariaValueNow = String(this.#width);
  }
}

/** storage is what a browser remembers; nothing if it may not. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
