// The field where there is no fine pointer: its text as a column of blocks, each a
// plain input or a chip. Writing with suggestions is safe in plain inputs.

import { chip } from "./chip.ts";
import { inserts, type Insert } from "./scan.ts";

/** Segments shows a text as blocks. */
export class Segments {
  #host: HTMLElement;
  #changed: (text: string) => void;
  #list = document.createElement("div");
  #last = 0;
  #label: string;
  #remove: string;

  constructor(host: HTMLElement, area: HTMLTextAreaElement, changed: (text: string) => void) {
    this.#host = host;
    this.#changed = changed;
    this.#label = area.labels?.[0]?.textContent?.trim() ?? area.getAttribute("aria-label") ?? "";
    this.#remove = host.dataset.remove ?? "";
    this.#list.className = "segments";
    this.#list.setAttribute("role", "group");
    this.#list.setAttribute("aria-label", this.#label);
    this.describe(area);
    host.append(this.#list);
    this.#draw(area.value);
    this.#list.addEventListener("input", (e) => {
      e.stopPropagation();
      this.#tell();
    });
    this.#list.addEventListener("focusin", (e) => this.#note(e.target as Element));
    this.#list.addEventListener("click", (e) => this.#click(e));
  }

  focus(): void {
    this.#inputs()[this.#last]?.focus();
  }

  set(text: string): void {
    this.#draw(text);
  }

  insert(text: string): void {
    const all = this.#inputs();
    const input = all[this.#last] ?? all[all.length - 1];
    if (!input) return;
    const at = input.selectionStart ?? input.value.length;
    input.value = input.value.slice(0, at) + text + input.value.slice(at);
    const place = this.#last;
    const whole = this.#text();
    this.#draw(whole);
    this.#changed(whole);
    this.#inputs()[Math.min(place + 1, this.#inputs().length - 1)]?.focus();
  }

  redraw(): void {
    for (const old of this.#list.querySelectorAll<HTMLElement>(".chip")) old.replaceWith(chip(old.dataset.ref ?? ""));
  }

  complete(): void {
    this.#host.dispatchEvent(new CustomEvent("st:want", { bubbles: true }));
  }

  put(one: Insert, text: string): void {
    const whole = this.#text();
    this.#draw(whole.slice(0, one.from) + text + whole.slice(one.to));
    this.#tell();
  }

  /** replace takes a part out, for something else to be inserted there. */
  replace(one: Insert): void {
    const whole = this.#text();
    this.#last = inserts(whole.slice(0, one.from)).length;
    this.#draw(whole.slice(0, one.from) + whole.slice(one.to));
    this.#tell();
    this.focus();
    this.complete();
  }

  describe(area: HTMLTextAreaElement): void {
    const by = area.getAttribute("aria-describedby");
    if (by) this.#list.setAttribute("aria-describedby", by);
    else this.#list.removeAttribute("aria-describedby");
  }

  destroy(): void {
    this.#list.remove();
  }

  #draw(text: string): void {
    const blocks: Node[] = [];
    let at = 0;
    for (const one of inserts(text)) {
      blocks.push(this.#input(text.slice(at, one.from)), this.#block(one.expression));
      at = one.to;
    }
    blocks.push(this.#input(text.slice(at)));
    this.#list.replaceChildren(...blocks);
  }

  #input(text: string): HTMLInputElement {
    const input = document.createElement("input");
    input.className = "input";
    input.value = text;
    input.placeholder = "…";
    input.setAttribute("aria-label", this.#label);
    return input;
  }

  #block(expression: string): HTMLElement {
    const block = document.createElement("div");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button push";
    button.dataset.drop = "";
    button.setAttribute("aria-label", `${this.#remove} ${expression}`.trim());
    button.textContent = "×";
    block.append(chip(expression), button);
    return block;
  }

  #click(event: Event): void {
    const block = (event.target as Element).closest("[data-drop]")?.parentElement;
    if (!block) return;
    const place = this.#inputs().indexOf(block.previousElementSibling as HTMLInputElement);
    block.remove();
    const whole = this.#text();
    this.#draw(whole);
    this.#changed(whole);
    this.#inputs()[place]?.focus();
  }

  #note(target: Element): void {
    const place = this.#inputs().indexOf(target as HTMLInputElement);
    if (place >= 0) this.#last = place;
  }

  #tell(): void {
    this.#changed(this.#text());
  }

  #text(): string {
    return [...this.#list.children]
      .map((c) => (c instanceof HTMLInputElement ? c.value : `{{ ${c.querySelector<HTMLElement>(".chip")?.dataset.ref ?? ""} }}`))
      .join("");
  }

  #inputs(): HTMLInputElement[] {
    return [...this.#list.querySelectorAll<HTMLInputElement>(":scope > input")];
  }
}
