import { cards } from "./card.ts";
import { draw, offsetAt } from "./chip.ts";
import type { Field } from "./codemirror.ts";
import { preview } from "./preview.ts";
import type { Insert } from "./scan.ts";
import { Segments } from "./segments.ts";

/** What the editor of chips is made of; it comes when a field is first entered. */
type Editor = typeof import("./codemirror.ts");

let editor: Editor | undefined;

/**
 * StChips is a field whose text holds parameters. The server writes a textarea; it
 * stays the control until the editor is there, so no key is lost on the way.
 */
export class StChips extends HTMLElement {
  #area: HTMLTextAreaElement | null = null;
  #drawing: HTMLElement | undefined;
  #field: Field | Segments | undefined;
  #off = new AbortController();
  #before = "";
  #composing = false;
  #visited = false;
  /** Where a chip is about to be dropped, and the sign for it. */
  #aimed: { x: number; y: number } | null = null;
  #caret: HTMLElement | undefined;

  connectedCallback(): void {
    this.#area = this.querySelector("textarea");
    if (!this.#area || this.#drawing) return;
    this.setAttribute("hx-morph-skip", "");
    this.tabIndex = -1;
    this.#off = new AbortController();
    if (matchMedia("(pointer: coarse)").matches && !matchMedia("(any-pointer: fine)").matches) this.#segment(this.#area);
    else this.#prepare(this.#area);
    this.#listen(this.#area);
    cards(this, this.#off.signal);
  }

  disconnectedCallback(): void {
    if (this.isConnected) return;
    this.#off.abort();
    this.#field?.destroy();
    this.#field = undefined;
    this.#drawing?.remove();
    this.#drawing = undefined;
    if (this.#area) this.#area.hidden = false;
  }

  /** value is the text form. Setting it tells nobody: the server has it already. */
  get value(): string {
    return this.#area?.value ?? "";
  }

  set value(text: string) {
    if (!this.#area || text === this.#area.value) return;
    this.#area.value = text;
    this.#field?.set(text);
    this.redraw();
    this.#before = text;
  }

  /** adopt takes over what the server wrote in a twin of this field. */
  adopt(twin: Element): void {
    for (const { name, value } of twin.attributes) {
      if (name.startsWith("data-") || name.startsWith("aria-")) this.setAttribute(name, value);
    }
    const area = twin.querySelector("textarea");
    if (!this.#area) return;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      const said = area?.getAttribute(name);
      if (said) this.#area.setAttribute(name, said);
      else this.#area.removeAttribute(name);
    }
    this.value = area?.textContent ?? "";
    this.#field?.describe(this.#area);
  }

  /** insert puts a reference where the caret is, as a chip, and the caret behind it. */
  insert(ref: string): void {
    const text = `{{ ${ref} }}`;
    if (this.#field) {
      this.#field.insert(text);
      return;
    }
    const area = this.#area;
    if (!area) return;
    const end = area.value.length;
    area.setRangeText(text, this.#visited ? area.selectionStart : end, this.#visited ? area.selectionEnd : end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  /** droppable reports whether a chip can be dropped here: not on blocks for fingers. */
  get droppable(): boolean {
    return this.#area !== null && !this.#area.readOnly && !(this.#field instanceof Segments);
  }

  /** aim shows where a chip would come that is dropped at a point. */
  aim(at: { x: number; y: number } | null): void {
    this.#aimed = at;
    this.classList.toggle("is-target", at !== null);
    if (!at) {
      this.#caret?.remove();
      this.#caret = undefined;
      return;
    }
    if (!this.#field && this.#area) void this.#load(this.#area).then(() => this.#aimed && this.aim(this.#aimed));
    const to = this.#field instanceof Segments ? null : this.#field?.caret(at.x, at.y);
    if (!to) return;
    this.#caret ??= this.appendChild(document.createElement("span"));
    this.#caret.className = "drop-caret";
    this.#caret.style.left = `${to.left}px`;
    this.#caret.style.top = `${to.top}px`;
    this.#caret.style.height = `${to.bottom - to.top}px`;
  }

  /** drop puts a reference at a point, as a chip. */
  async drop(ref: string, { x, y }: { x: number; y: number }): Promise<void> {
    if (!this.#area || !this.droppable) return;
    if (!this.#field) await this.#load(this.#area);
    if (this.#field && !(this.#field instanceof Segments)) this.#field.drop(`{{ ${ref} }}`, x, y);
  }

  /** swap puts a text in the place of a part of the value: a change of the person's. */
  swap(one: Insert, text: string): void {
    if (this.#field) this.#field.put(one, text);
    else {
      this.#area?.setRangeText(text, one.from, one.to, "end");
      this.#area?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** replace opens the list of parameters for what takes a chip's place. */
  async replace(one: Insert): Promise<void> {
    if (this.#area && !this.#field) {
      this.#area.focus();
      await this.#load(this.#area);
    }
    this.#field?.replace(one);
  }

  /** redraw draws the chips anew, with the names the page knows now. */
  redraw(): void {
    if (this.#drawing && !this.#drawing.hidden) {
      draw(this.#drawing, this.value);
      if (this.value === "") this.#drawing.append(this.#area?.placeholder ?? "");
    }
    this.#field?.redraw();
  }

  /**
   * complete opens the list of parameters at the caret, as soon as the editor is
   * there. What is typed until then is what the list searches for.
   */
  async complete(): Promise<void> {
    this.#enter();
    const area = this.#area;
    if (area && !this.#field) {
      const from = area.selectionStart;
      await this.#load(area);
      const typed = this.value.slice(from, area.selectionStart);
      const field = this.#field as Field | Segments | undefined; // loaded meanwhile
      if (typed !== "") field?.put({ from, to: from + typed.length, expression: "" }, `{${typed}`);
    }
    this.#field?.complete();
  }

  override focus(): void {
    this.#enter();
  }

  #prepare(area: HTMLTextAreaElement): void {
    this.#drawing = document.createElement("div");
    this.#drawing.className = "chip-drawing";
    this.#drawing.setAttribute("aria-hidden", "true");
    this.append(this.#drawing);
    this.classList.add("is-drawn");
    area.rows = 1;
    this.redraw();
  }

  #segment(area: HTMLTextAreaElement): void {
    area.hidden = true;
    this.#drawing = document.createElement("div");
    this.#drawing.hidden = true;
    this.#field = new Segments(this, area, (text) => this.#changed(text));
  }

  #listen(area: HTMLTextAreaElement): void {
    const on = { signal: this.#off.signal };
    this.addEventListener("focusin", (e) => this.#entered(e), on);
    this.addEventListener("focusout", (e) => this.#left(e), on);
    this.addEventListener("pointerdown", (e) => this.#point(e), on);
    this.addEventListener("paste", (e) => this.#paste(e), on);
    area.addEventListener("input", () => this.#typed(area), on);
    area.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && !this.#multiline) e.preventDefault();
    }, on);
    area.addEventListener("compositionstart", () => { this.#composing = true; }, on);
    area.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#open(area);
    }, on);
  }

  get #multiline(): boolean {
    return "multiline" in this.dataset;
  }

  /** typed redraws while the editor is on its way. */
  #typed(area: HTMLTextAreaElement): void {
    if (!this.#multiline && area.value.includes("\n")) area.value = area.value.replace(/\s*\n\s*/g, " ");
    this.redraw();
    preview(this);
  }

  #changed(text: string): void {
    if (!this.#area) return;
    this.#area.value = text;
    this.dispatchEvent(new Event("input", { bubbles: true }));
    preview(this);
  }

  #entered(event: FocusEvent): void {
    for (const other of document.querySelectorAll("st-chips[data-last]")) other.removeAttribute("data-last");
    this.dataset.last = "";
    this.#visited = true;
    this.#before = this.value;
    if (event.target === this) this.#enter();
    else if (this.#area && event.target === this.#area) void this.#load(this.#area);
  }

  #left(event: FocusEvent): void {
    if (this.contains(event.relatedTarget as Node | null) || event.target === this) return;
    if (event.target !== this.#area && this.value !== this.#before) this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #enter(): void {
    if (this.#field) {
      this.#field.focus();
      return;
    }
    const area = this.#area;
    if (!area || document.activeElement === area) return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }

  /** point puts the caret where the drawing was pressed. */
  #point(event: PointerEvent): void {
    const area = this.#area;
    if (this.#field || !area || !this.#drawing || event.button !== 0) return;
    if ((event.target as Element).closest(".chip-card")) return;
    event.preventDefault();
    const at = offsetAt(this.#drawing, event.clientX, event.clientY) ?? area.value.length;
    area.focus();
    area.setSelectionRange(at, at);
  }

  /** paste takes what is pasted onto the field itself, and by automation before the editor is there. */
  #paste(event: ClipboardEvent): void {
    const onArea = event.target === this.#area && !event.isTrusted;
    if ((event.target !== this && !onArea) || !event.clipboardData || !this.#area) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    if (this.#field) {
      this.#field.insert(this.#multiline ? text : text.replace(/\s*\n\s*/g, " "));
      return;
    }
    this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, "end");
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async #load(area: HTMLTextAreaElement): Promise<void> {
    editor ??= await import("./codemirror.ts");
    if (!this.#composing) this.#open(area);
  }

  /** open puts the editor in the textarea's place, with its text, caret and focus. */
  #open(area: HTMLTextAreaElement): void {
    if (!editor || this.#field || !this.isConnected) return;
    const focused = document.activeElement === area;
    this.#field = editor.mount(this, area, {
      changed: (text) => this.#changed(text),
      enter: () => this.dispatchEvent(new CustomEvent("st:enter", { bubbles: true })),
    });
    if (focused) this.#field.focus();
    area.hidden = true;
    if (this.#drawing) this.#drawing.hidden = true;
    this.classList.remove("is-drawn");
  }
}

/** next is the next empty value of a template, which is what is filled after this one. */
function next(field: StChips): StChips | undefined {
  const all = [...(field.closest("[data-levels]")?.querySelectorAll<StChips>("st-chips") ?? [])];
  return all.slice(all.indexOf(field) + 1).find((f) => f.value === "");
}

/** chipFields connects the fields with the page: labels, parameters, names that change. */
export function chipFields(root: Document): void {
  root.addEventListener("st:insert", (event) => {
    const { ref } = (event as CustomEvent<{ ref: string }>).detail;
    const field = root.querySelector<StChips>("st-chips[data-last]") ?? root.querySelector<StChips>("#panel st-chips");
    const empty = field?.value === "";
    field?.insert(ref);
    if (field && empty) next(field)?.focus();
  });
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const label = target.closest("label")?.control?.closest<StChips>("st-chips");
    if (label && !label.contains(target)) label.focus();
    target.closest("[data-parameter]")?.closest(".field")?.querySelector<StChips>("st-chips")?.complete(); // later, where the editor is on its way
  });
  root.addEventListener("htmx:after:swap", () => {
    for (const field of root.querySelectorAll<StChips>("st-chips")) field.redraw();
  });
}
