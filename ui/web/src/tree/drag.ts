// A row of the data that is dragged with the mouse: into a field, as a chip where the
// pointer is, or onto the rows of a parser. The keyboard and fingers have Enter,
// "Insert" and the list of parameters for it.

import { chip } from "../chips/chip.ts";

/** How far the pointer goes, in pixels, before a press is a drag. */
const slack = 5;

/** Field is what a chip can be dropped into. */
interface Field extends HTMLElement {
  readonly droppable: boolean;
  /** aim shows where a chip would come; null is nowhere any more. */
  aim(at: { x: number; y: number } | null): void;
  drop(ref: string, at: { x: number; y: number }): Promise<void>;
}

/** dragging lets the rows of a tree be dragged until the signal ends; group says whose a row is. */
export function dragging(tree: HTMLElement, group: (row: HTMLElement) => string, signal: AbortSignal): void {
  tree.addEventListener("pointerdown", (down) => {
    const target = down.target as Element;
    const row = target.closest<HTMLElement>("[role=treeitem][data-path]");
    if (!row?.dataset.path || down.button !== 0 || down.pointerType === "touch" || target.closest("button, a")) return;
    new Drag(row, group(row), down, signal);
  }, { signal });
}

class Drag {
  #row: HTMLElement;
  #group: string;
  #down: PointerEvent;
  #stop = new AbortController();
  #shown: HTMLElement | undefined;
  #field: Field | null = null;
  #rows: HTMLElement | null = null;

  constructor(row: HTMLElement, group: string, down: PointerEvent, signal: AbortSignal) {
    this.#row = row;
    this.#group = group;
    this.#down = down;
    const on = { signal: AbortSignal.any([signal, this.#stop.signal]) };
    signal.addEventListener("abort", () => this.#end(), on);
    document.addEventListener("pointermove", (e) => this.#move(e), on);
    document.addEventListener("pointerup", (e) => this.#drop(e), on);
    document.addEventListener("pointercancel", () => this.#end(), on);
    document.addEventListener("selectstart", (e) => this.#shown && e.preventDefault(), on);
    document.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || !this.#shown) return;
      e.preventDefault();
      e.stopPropagation();
      this.#end();
    }, { ...on, capture: true });
  }

  #move(e: PointerEvent): void {
    if (!this.#shown && Math.hypot(e.clientX - this.#down.clientX, e.clientY - this.#down.clientY) <= slack) return;
    this.#shown ??= this.#show();
    this.#shown.style.left = `${e.clientX + 12}px`;
    this.#shown.style.top = `${e.clientY + 12}px`;
    const under = document.elementFromPoint(e.clientX, e.clientY);
    const field = this.#row.dataset.ref ? (under?.closest<Field>("st-chips") ?? null) : null;
    const rows = under?.closest<HTMLElement>(`[data-picks="${CSS.escape(this.#group)}"]`) ?? null;
    if (field !== this.#field) this.#field?.aim(null);
    if (rows !== this.#rows) this.#rows?.classList.remove("is-target");
    this.#field = field?.droppable ? field : null;
    this.#rows = this.#field ? null : rows;
    this.#field?.aim({ x: e.clientX, y: e.clientY });
    this.#rows?.classList.add("is-target");
  }

  /** show makes what goes with the pointer. */
  #show(): HTMLElement {
    getSelection()?.empty();
    const shown = chip(this.#row.dataset.ref || (this.#row.dataset.name ?? ""));
    delete shown.dataset.testid;
    shown.classList.add("drag-chip");
    shown.setAttribute("aria-hidden", "true");
    document.body.append(shown);
    document.documentElement.classList.add("is-dragging");
    return shown;
  }

  #drop(e: PointerEvent): void {
    const [field, rows, dragged] = [this.#field, this.#rows, this.#shown !== undefined];
    this.#end();
    if (!dragged) return;
    // Where the pointer comes back to its row, this was no click.
    addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true, signal: AbortSignal.timeout(0) });
    const { ref = "", path = "", name = "" } = this.#row.dataset;
    if (field) void field.drop(ref, { x: e.clientX, y: e.clientY });
    else rows?.dispatchEvent(new CustomEvent("st:pick", { bubbles: true, detail: { path, name, ref } }));
  }

  #end(): void {
    this.#stop.abort();
    this.#field?.aim(null);
    this.#rows?.classList.remove("is-target");
    this.#shown?.remove();
    document.documentElement.classList.remove("is-dragging");
    this.#field = this.#rows = null;
    this.#shown = undefined;
  }
}
