import htmx from "htmx.org/dist/htmx.esm.js";

import { say } from "../announce.ts";
import { fill } from "../fill.ts";
import { text } from "../ops/value.ts";
import { canonical, free, lines } from "./path.ts";

/** StRows is a table whose rows are added, removed, moved and pasted in the page. */
export class StRows extends HTMLElement {
  #off = new AbortController();

  connectedCallback(): void {
    this.#off = new AbortController();
    const on = { signal: this.#off.signal };
    this.addEventListener("click", (e) => this.#click(e), on);
    this.addEventListener("keydown", (e) => this.#key(e), on);
    this.addEventListener("st:enter", (e) => this.#enter(e.target as HTMLElement), on);
    this.addEventListener("paste", (e) => this.#paste(e), { ...on, capture: true });
    this.addEventListener("change", (e) => this.#changed(e.target as HTMLElement), { ...on, capture: true });
    this.addEventListener("input", () => this.#mark(), on);
    this.addEventListener("st:pick", (e) => this.#pick((e as CustomEvent<{ path: string; name: string }>).detail), on);
    this.#mark();
  }

  disconnectedCallback(): void {
    this.#off.abort();
  }

  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-row]")];
  }

  /** add puts an empty row behind another, or at the end. */
  #add(after?: HTMLElement, deeper = 0): HTMLElement | null {
    const empty = this.querySelector("template")?.content.querySelector("[data-row]");
    if (!empty) return null;
    const row = document.importNode(empty, true) as HTMLElement;
    const last = after ?? this.#rows().at(-1);
    if (last) level(row, level(last) + deeper);
    this.querySelector("table[hidden]")?.removeAttribute("hidden");
    if (last) last.after(row);
    else this.querySelector("tbody, [data-rows]")?.append(row);
    htmx.process(row);
    return row;
  }

  /** tell has the whole table sent: rows have no names of their own. */
  #tell(): void {
    this.#mark();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #click(event: Event): void {
    const target = event.target as Element;
    const adds = target.closest("[data-row-add]");
    if (adds) focusFirst(this.#add([...(adds.closest("fieldset")?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].at(-1)));
    const around = target.closest("[data-row-inside]")?.closest<HTMLElement>("[data-row]");
    if (around) focusFirst(this.#add(around, 1));
    if (target.closest("[data-rows-paste]")) this.#pasteAll();
    if (target.closest("[data-way-add]")) this.#addWay();
    const way = target.closest("[data-way-delete]")?.closest("fieldset");
    if (way) {
      way.remove();
      focusFirst(this.querySelector("fieldset"));
      this.#tell();
    }
    const row = target.closest("[data-row-delete]")?.closest<HTMLElement>("[data-row]");
    if (row) this.#remove(row);
  }

  /** addWay puts one more group of rows behind the last one. */
  #addWay(): void {
    const empty = this.querySelector<HTMLTemplateElement>("template[data-way]")?.content.querySelector("fieldset");
    if (!empty) return;
    const way = document.importNode(empty, true);
    const taken = [...this.querySelectorAll<HTMLElement>("fieldset")].map((f) => f.dataset.name ?? "");
    const name = free(way.dataset.name ?? "", taken);
    way.dataset.name = name;
    for (const row of way.querySelectorAll("[data-row]")) put(row, "name", name);
    const last = [...this.querySelectorAll("fieldset")].at(-1);
    if (last) last.after(way);
    else this.prepend(way);
    focusFirst(way);
    this.#tell();
  }

  #remove(row: HTMLElement): void {
    const rows = this.#rows();
    const below = rows.slice(rows.indexOf(row) + 1);
    const end = below.findIndex((r) => level(r) <= level(row));
    const inside = level(row) > 0 ? below.slice(0, end < 0 ? below.length : end) : [];
    const next = below[inside.length] ?? rows[rows.indexOf(row) - 1];
    for (const r of [row, ...inside]) r.remove();
    if (next) focusFirst(next);
    else this.querySelector<HTMLElement>("[data-row-add]")?.focus();
    this.#tell();
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-row]");
    if (!row || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && target.matches("input")) {
      event.preventDefault();
      this.#enter(target);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.#move(row, event.key === "ArrowUp" ? -1 : 1, target);
    }
  }

  /** enter goes to the next cell; behind the last one of the last row it makes a new row. */
  #enter(target: HTMLElement): void {
    const cells = [...this.querySelectorAll<HTMLElement>("[data-key]")];
    const cell = target.closest<HTMLElement>("[data-key]");
    const next = cells[cell ? cells.indexOf(cell) + 1 : cells.length];
    if (next) next.focus();
    else focusFirst(this.#add());
  }

  #move(row: HTMLElement, step: number, focused: HTMLElement): void {
    const rows = this.#rows();
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) row.after(other);
    else row.before(other);
    focused.focus();
    this.#tell();
  }

  /** paste makes rows of many lines, where rows have a name and a path. */
  #paste(event: ClipboardEvent): void {
    const target = event.target as HTMLElement;
    const all = lines(event.clipboardData?.getData("text/plain") ?? "");
    let row = target.closest<HTMLElement>("[data-row]");
    if (!row || all.length < 2 || !cell(row, "path") || !target.matches("input")) return;
    event.preventDefault();
    const filled = (r: HTMLElement): boolean => [...r.querySelectorAll("input")].some((i) => i.value !== "");
    for (const [i, one] of all.entries()) {
      if (i > 0 || filled(row)) row = this.#add(row) ?? row;
      put(row, "name", free(one.name, this.#names()));
      put(row, "path", one.path);
    }
    cell(row, "name")?.focus();
    this.#say(all.at(-1)?.name ?? "");
    this.#tell();
  }

  /** pasteAll makes rows of the lines in the table's own dialog. */
  #pasteAll(): void {
    const area = this.querySelector<HTMLTextAreaElement>("[data-paste]");
    for (const one of lines(area?.value ?? "")) {
      const row = this.#rows().find((r) => ["name", "path"].every((k) => text(cell(r, k) ?? this) === "")) ?? this.#add();
      if (!row) return;
      put(row, "name", free(one.name, this.#names()));
      put(row, "path", one.path);
    }
    if (area) area.value = "";
    this.#tell();
  }

  /** pick adds a row for a value of the data, or goes to the one that takes it already. */
  #pick({ path, name }: { path: string; name: string }): void {
    const rows = this.#rows();
    const there = rows.find((r) => canonical(text(cell(r, "path") ?? this)) === path);
    if (there) {
      cell(there, "name")?.focus();
      return;
    }
    const row = rows.find((r) => ["name", "path"].every((k) => text(cell(r, k) ?? this) === "")) ?? this.#add();
    if (!row) return;
    const made = free(name, this.#names());
    put(row, "name", made);
    put(row, "path", path);
    row.classList.add("is-fresh");
    this.#say(made);
    this.#tell();
  }

  #say(name: string): void {
    const count = this.#rows().length;
    if (this.dataset.added) say(fill(this.dataset.added, { name, count }));
  }

  /** changed writes a path in the one form in which it is kept. */
  #changed(target: HTMLElement): void {
    if (target instanceof HTMLInputElement && target.matches("[data-path-form]") && target.value !== "") {
      target.value = canonical(target.value);
    }
    this.#mark();
  }

  #names(): string[] {
    return this.#rows().map((r) => text(cell(r, "name") ?? this)).filter(Boolean);
  }

  /** tick ticks what of the data has a row. */
  #tick(): void {
    const group = this.dataset.picks;
    if (!group) return;
    const paths = new Set(this.#rows().map((r) => canonical(text(cell(r, "path") ?? this))));
    for (const leaf of document.querySelectorAll<HTMLElement>(`st-tree [data-action="${group}"] + ul .tree-row[data-path]`)) {
      leaf.classList.toggle("is-used", paths.has(leaf.dataset.path ?? ""));
    }
  }

  /** mark marks names that are there twice; a map keeps both, a parser cannot. */
  #mark(): void {
    this.#tick();
    if (!this.dataset.twice) return;
    const names = this.#names();
    for (const row of this.#rows()) {
      const input = cell(row, "name");
      const name = input ? text(input) : "";
      const twice = name !== "" && names.indexOf(name) !== names.lastIndexOf(name);
      input?.toggleAttribute("data-twice", twice);
      if (twice) input?.setAttribute("aria-invalid", "true");
      else input?.removeAttribute("aria-invalid");
      if (input) input.title = twice ? (this.dataset.twice ?? "") : "";
    }
  }
}

function cell(row: Element, key: string): HTMLElement | null {
  return row.querySelector<HTMLElement>(`[data-key="${key}"]`);
}

function put(row: Element, key: string, value: string): void {
  const at = cell(row, key) as HTMLInputElement | null;
  if (at) at.value = value;
}

function focusFirst(row: Element | null): void {
  row?.querySelector<HTMLElement>("[data-key]:not(.hidden, [type=hidden])")?.focus();
}

/** level is how deep a row of a tree stands; 0 in a flat table. Given one, it is set. */
function level(row: HTMLElement, to?: number): number {
  const at = cell(row, "level") as HTMLInputElement | null;
  if (at && to) {
    at.value = String(to);
    row.dataset.level = String(to);
  }
  return at ? Number(at.value) : 0;
}
