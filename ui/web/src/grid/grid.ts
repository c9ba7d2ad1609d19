import { say } from "../announce.ts";
import { fill } from "../fill.ts";
import { cells, doubles } from "./cells.ts";

type Cell = HTMLInputElement | HTMLTextAreaElement;

/** Pasted is what the last paste put where, for taking it back. */
interface Pasted {
  before: { cell: Cell; value: string }[];
  added: HTMLElement[];
  fresh: boolean; // nothing was typed since
}

/** maxPaste is how many rows a paste may have; more is for a file. */
const maxPaste = 1000;

/** Grid is a table of inputs that is walked, filled and pasted into like a spreadsheet. */
export class Grid {
  #at: HTMLElement;
  #saved: string;
  #undo: Pasted | null = null;

  constructor(at: HTMLElement, off: AbortSignal) {
    this.#at = at;
    this.#saved = this.#state();
    const on = { signal: off };
    at.addEventListener("keydown", (e) => this.#key(e), on);
    at.addEventListener("paste", (e) => this.#paste(e), on);
    at.addEventListener("click", (e) => this.#click(e), on);
    at.addEventListener("input", (e) => this.#typed(e.target as Cell), on);
    at.closest("form")?.addEventListener("submit", () => (this.#saved = this.#state()), on);
    window.addEventListener("beforeunload", (e) => this.#leaving(e), on);
    this.#changed();
  }

  #rows(): HTMLElement[] {
    return [...this.#at.querySelectorAll<HTMLElement>("tbody [data-row]")];
  }

  #cells(row: Element): Cell[] {
    return [...row.querySelectorAll<Cell>(".sheet-cell")];
  }

  /** state is all that would be sent, for telling whether anything changed. */
  #state(): string {
    return JSON.stringify(this.#rows().map((r) => [at(r), ...this.#cells(r).map((c) => c.value)]));
  }

  #add(): HTMLElement | null {
    const empty = this.#at.querySelector("template")?.content.querySelector("[data-row]");
    const body = this.#at.querySelector("tbody");
    if (!empty || !body) return null;
    const row = document.importNode(empty, true) as HTMLElement;
    body.append(row);
    this.#at.querySelector(".sheet-empty")?.remove();
    return row;
  }

  #click(event: Event): void {
    const target = event.target as Element;
    if (target.closest("[data-add]")) {
      event.preventDefault();
      const row = this.#add();
      if (row) this.#cells(row)[0]?.focus();
      this.#changed();
    } else if (target.closest("[data-undo-paste]")) {
      this.#takeBack();
    } else if (target.closest("[data-drop]")) {
      event.preventDefault();
      const row = target.closest<HTMLElement>("[data-row]");
      if (!row) return;
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next ? this.#cells(next)[0] : this.#at.querySelector<HTMLElement>("[data-add]"))?.focus();
      this.#changed();
    }
  }

  #key(event: KeyboardEvent): void {
    const cell = event.target as Cell;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      this.#at.closest("form")?.requestSubmit(this.#at.querySelector<HTMLButtonElement>('[name="do"][value="save"]'));
      return;
    }
    if (!cell.matches?.(".sheet-cell") || event.altKey || event.ctrlKey || event.metaKey) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && this.#undo?.fresh && cell.matches?.(".sheet-cell")) {
        event.preventDefault();
        this.#takeBack();
      }
      return;
    }
    const lines = cell instanceof HTMLTextAreaElement;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter" && !(lines && event.shiftKey)) {
      event.preventDefault();
      this.#go(cell, event.shiftKey ? -1 : 1, 0, !event.shiftKey);
    } else if (step && !event.shiftKey && (step[1] === 0 ? !lines : this.#edge(cell, step[1] ?? 0))) {
      if (this.#go(cell, step[0] ?? 0, step[1] ?? 0, false)) event.preventDefault();
    }
  }

  /** edge reports whether the caret has nowhere to go within a cell. */
  #edge(cell: Cell, way: number): boolean {
    const from = cell.selectionStart ?? 0;
    const to = cell.selectionEnd ?? 0;
    if (from === 0 && to === cell.value.length) return true; // all of it, as when it was just entered
    return from === to && from === (way < 0 ? 0 : cell.value.length);
  }

  /** go moves to another cell; below the last row it makes one, if it may. */
  #go(cell: Cell, down: number, right: number, make: boolean): boolean {
    const row = cell.closest<HTMLElement>("[data-row]");
    if (!row) return false;
    const rows = this.#rows();
    const column = this.#cells(row).indexOf(cell) + right;
    let to = rows[rows.indexOf(row) + down];
    if (!to && make) {
      to = this.#add() ?? undefined;
      this.#changed();
    }
    const next = to && this.#cells(to)[column];
    if (!next) return false;
    next.focus();
    next.select();
    return true;
  }

  /** paste puts a range of cells where the caret is; one cell is left to the browser. */
  #paste(event: ClipboardEvent): void {
    const cell = event.target as Cell;
    const row = cell.closest?.<HTMLElement>("[data-row]");
    const pasted = cells(event.clipboardData?.getData("text/plain") ?? "");
    if (!row || !cell.matches(".sheet-cell") || pasted.length === 0 || (pasted.length === 1 && pasted[0]?.length === 1)) return;
    event.preventDefault();
    if (pasted.length > maxPaste) {
      this.#tell(this.#at.dataset.large ?? "");
      return;
    }
    const rows = this.#rows();
    const undo: Pasted = { before: [], added: [], fresh: true };
    const column = this.#cells(row).indexOf(cell);
    for (const [i, values] of pasted.entries()) {
      let to = rows[rows.indexOf(row) + i];
      if (!to) {
        to = this.#add() ?? undefined;
        if (!to) break;
        undo.added.push(to);
      }
      const there = this.#cells(to);
      for (const [j, value] of values.entries()) {
        const one = there[column + j];
        if (!one) break;
        const taker = value.includes("\n") ? tall(one) : one;
        undo.before.push({ cell: taker, value: one.value });
        taker.value = value;
      }
    }
    this.#undo = undo;
    this.#changed();
    this.#tell(fill(this.#at.dataset.pasted, { count: pasted.length }));
  }

  #takeBack(): void {
    const undo = this.#undo;
    if (!undo) return;
    for (const one of undo.before) one.cell.value = one.value;
    for (const row of undo.added) row.remove();
    undo.before[0]?.cell.focus();
    this.#undo = null;
    this.#changed();
    this.#tell(this.#at.dataset.undone ?? "");
  }

  /** typed ends the undo of a paste that was typed over. */
  #typed(cell: Cell): void {
    if (this.#undo) this.#undo.fresh = false;
    if (this.#undo?.before.some((one) => one.cell === cell)) this.#undo = null;
    this.#changed();
  }

  /** changed looks at everything again. */
  #changed(): void {
    this.#at.querySelector("[data-undo]")?.toggleAttribute("hidden", this.#undo === null);
    const said = this.#mark();
    const before = JSON.parse(this.#saved) as string[][];
    const now = JSON.parse(this.#state()) as string[][];
    const known = new Map(before.map((r) => [r[0], r.join("\0")]));
    const same = now.filter((r) => r[0] !== "" && known.get(r[0]) === r.join("\0")).length;
    const fresh = now.filter((r) => r[0] === "" && r.slice(1).some((v) => v !== "")).length;
    const kept = now.filter((r) => r[0] !== "").length;
    const count = kept - same + fresh + before.filter((r) => r[0] !== "").length - kept;
    const status = this.#at.querySelector("[data-say]");
    if (status) status.textContent = said || (count > 0 ? fill(this.#at.dataset.unsaved, { count }) : "");
  }

  /** mark marks keys that are there twice and returns the sentence for the first. */
  #mark(): string {
    const columns = (this.#at.dataset.keys ?? "").split(",").map(Number);
    const rows = this.#rows();
    const keys = rows.map((r) => columns.map((c) => this.#cells(r)[c]?.value ?? ""));
    const found = doubles(keys);
    const wrong = new Set(found.flat());
    for (const [i, row] of rows.entries()) {
      for (const c of columns) {
        const cell = this.#cells(row)[c];
        if (wrong.has(i)) cell?.setAttribute("aria-invalid", "true");
        else if (!row.querySelector(".error")) cell?.removeAttribute("aria-invalid");
      }
    }
    const [first] = found;
    return first ? fill(this.#at.dataset.double, { first: label(rows[first[1]], first[1]), second: label(rows[first[0]], first[0]) }) : "";
  }

  #tell(sentence: string): void {
    const status = this.#at.querySelector("[data-say]");
    if (status) status.textContent = sentence;
    say(sentence);
  }

  #leaving(event: BeforeUnloadEvent): void {
    if (this.#state() !== this.#saved) event.preventDefault();
  }
}

/** at is which stored row a row is; "" for a new one. */
function at(row: Element): string {
  return row.querySelector<HTMLInputElement>('[name="at"]')?.value ?? "";
}

/** label is the number of a row as people see it. */
function label(row: Element | undefined, i: number): string {
  const text = row?.querySelector("th")?.textContent?.trim() ?? "";
  return /^\d+$/.test(text) ? text : String(i + 1);
}

/** tall makes of a cell one that holds several lines. */
function tall(cell: Cell): Cell {
  if (cell instanceof HTMLTextAreaElement) return cell;
  const area = document.createElement("textarea");
  for (const a of cell.attributes) if (a.name !== "value") area.setAttribute(a.name, a.value);
  area.rows = 2;
  cell.replaceWith(area);
  return area;
}
