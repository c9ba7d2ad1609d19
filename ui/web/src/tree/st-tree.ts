import htmx from "htmx.org/dist/htmx.esm.js";

import { dragging } from "./drag.ts";

/** Task is one part that is about to be put into the page. */
interface Task {
  fragment: DocumentFragment;
}

/**
 * StTree makes the server's branches a tree for the keyboard and for screen
 * readers. Without it they are plain <details>.
 */
export class StTree extends HTMLElement {
  #off = new AbortController();
  #typed = "";
  #typing: number | undefined;
  /** What the server wrote in it last. */
  #said = "";

  connectedCallback(): void {
    this.#said = this.innerHTML;
    this.setAttribute("role", "tree");
    this.setAttribute("hx-morph-skip", "");
    this.#off = new AbortController();
    const on = { signal: this.#off.signal };
    this.addEventListener("keydown", (e) => this.#press(e), on);
    this.addEventListener("click", (e) => this.#click(e), on);
    this.addEventListener("focusin", (e) => this.#rove((e.target as Element).closest<HTMLElement>("[role=treeitem]")), on);
    this.addEventListener("htmx:after:swap", () => this.#grow(this), on);
    document.addEventListener("htmx:before:swap", (e) => this.#meet((e as CustomEvent<{ tasks: Task[] }>).detail.tasks), on);
    dragging(this, (row) => this.dataset.picking ?? this.#action(row), this.#off.signal);
    this.#grow(this);
    this.#rove(this.#rows()[0]);
  }

  disconnectedCallback(): void {
    this.#off.abort();
    clearTimeout(this.#typing);
  }

  /** meet takes over what the server says now: the exchange itself passes over trees. */
  #meet(tasks: Task[]): void {
    for (const { fragment } of tasks) {
      const twin = this.id ? fragment.querySelector(`st-tree[id="${CSS.escape(this.id)}"]`) : null;
      if (twin && twin.innerHTML !== this.#said) this.#take(twin);
    }
  }

  /** take shows a twin's values; what was open stays so, and the focus where it was. */
  #take(twin: Element): void {
    this.#said = twin.innerHTML;
    const was = new Map([...this.querySelectorAll<HTMLElement>("[aria-expanded]")].map((row) => [this.#key(row), open(row)]));
    const at = this.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>("[role=treeitem]") : null;
    const focused = at && this.#key(at);
    this.replaceChildren(...twin.cloneNode(true).childNodes);
    htmx.process(this);
    this.#grow(this);
    for (const row of this.querySelectorAll<HTMLElement>("[aria-expanded]")) {
      const before = was.get(this.#key(row));
      if (before !== undefined && before !== open(row)) this.#toggle(row);
    }
    const rows = this.#rows();
    const row = rows.find((r) => this.#key(r) === focused);
    this.#rove(row ?? rows[0]);
    row?.focus();
  }

  /** key tells a row from all others, also in a tree of later values. */
  #key(row: HTMLElement): string {
    return `${this.#action(row)} ${row.dataset.path ?? ""}`;
  }

  /** grow turns branches into tree items: a row, and behind it the group it opens. */
  #grow(root: Element): void {
    for (const branch of [...root.querySelectorAll("details")]) {
      const row = document.createElement("div");
      const summary = branch.querySelector(":scope > summary");
      const group = branch.querySelector(":scope > ul");
      if (!summary || !group) continue;
      for (const { name, value } of branch.attributes) if (!name.startsWith("hx-") && name !== "open" && name !== "class") row.setAttribute(name, value);
      row.className = `${summary.className} ${branch.className}`.trim();
      row.append(...summary.childNodes);
      row.setAttribute("aria-expanded", String(branch.open));
      (group as HTMLElement).hidden = !branch.open;
      branch.replaceWith(row, group);
    }
    for (const list of this.querySelectorAll("ul")) list.setAttribute("role", "group");
    for (const item of this.querySelectorAll("li")) item.setAttribute("role", "none");
    for (const row of this.querySelectorAll<HTMLElement>(".tree-row")) this.#dress(row);
  }

  #dress(row: HTMLElement): void {
    row.setAttribute("role", "treeitem");
    row.setAttribute("aria-level", String(depth(row, this)));
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    for (const button of row.querySelectorAll<HTMLElement>("button")) button.tabIndex = -1;
  }

  #press(event: KeyboardEvent): void {
    const row = event.target as HTMLElement;
    if (row.getAttribute("role") !== "treeitem" || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.#rows();
    const at = rows.indexOf(row);
    const does: Record<string, () => void> = {
      ArrowDown: () => rows[at + 1]?.focus(),
      ArrowUp: () => rows[at - 1]?.focus(),
      Home: () => rows[0]?.focus(),
      End: () => rows[rows.length - 1]?.focus(),
      ArrowRight: () => (open(row) === false ? this.#toggle(row) : open(row) && rows[at + 1]?.focus()),
      ArrowLeft: () => (open(row) ? this.#toggle(row) : parent(row)?.focus()),
      Enter: () => (open(row) === undefined || row.dataset.whole !== undefined ? this.#choose(row) : this.#toggle(row)),
      "*": () => this.#openAll(row),
      c: () => this.#copy(row, "value"),
      p: () => this.#copy(row, "path"),
    };
    const secret = row.querySelector<HTMLElement>("[data-show]");
    if (secret) does["s"] = () => secret.click();
    const one = does[event.key];
    if (one) one();
    else if (event.key.length === 1 && event.key !== " ") this.#seek(event.key, rows, at);
    else return;
    event.preventDefault();
  }

  #click(event: Event): void {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[role=treeitem]");
    if (!row || target.closest("[data-copy-row]")) return;
    if (target.closest("[data-show]")) {
      row.focus(); // the button goes when the value comes
      return;
    }
    if (target.closest("[data-testid=tree-insert]")) this.#choose(row);
    else if (open(row) !== undefined) this.#toggle(row);
    else if (row.dataset.ref) this.#choose(row);
  }

  /** choose takes a value: into the field at hand, or as a row of a parser. */
  #choose(row: HTMLElement): void {
    const { ref = "", path = "", name = "" } = row.dataset;
    if (!path) return;
    const picker = document.querySelector("[data-picks]");
    const action = row.closest<HTMLElement>("[role=tree]")?.dataset.picking ?? this.#action(row);
    if (picker && (picker as HTMLElement).dataset.picks === action) {
      picker.dispatchEvent(new CustomEvent("st:pick", { bubbles: true, detail: { path, name, ref } }));
    } else if (ref) this.dispatchEvent(new CustomEvent("st:insert", { bubbles: true, detail: { ref, path, name } }));
  }

  #action(row: HTMLElement): string {
    for (let at: HTMLElement | null = row; at; at = parent(at)) if (at.dataset.action) return at.dataset.action;
    return "";
  }

  #toggle(row: HTMLElement): void {
    const group = row.nextElementSibling as HTMLElement | null;
    if (!group) return;
    const now = !open(row);
    row.setAttribute("aria-expanded", String(now));
    group.hidden = !now;
    if (now && row.dataset.more) void this.#fetch(row, group);
  }

  /** fetch asks for children once, and dresses them. */
  async #fetch(row: HTMLElement, group: HTMLElement): Promise<void> {
    const address = row.dataset.more ?? "";
    delete row.dataset.more;
    row.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { headers: { Accept: "text/html", "HX-Request": "true" } });
      if (!response.ok) throw new Error(response.statusText);
      const holder = document.createElement("template");
      holder.innerHTML = await response.text();
      group.replaceChildren(holder.content);
      this.#grow(group);
      htmx.process(group);
    } catch {
      row.dataset.more = address;
      row.setAttribute("aria-expanded", "false");
      group.hidden = true;
    }
    row.removeAttribute("aria-busy");
  }

  #openAll(row: HTMLElement): void {
    for (const one of row.closest("ul, st-tree")?.querySelectorAll<HTMLElement>(":scope > li > [aria-expanded=false], :scope > [aria-expanded=false]") ?? []) this.#toggle(one);
  }

  #copy(row: HTMLElement, what: "value" | "path"): void {
    row.querySelector<HTMLElement>(`[data-copy-row="${what}"]`)?.click();
  }

  /** seek goes to the next row whose name begins with what was typed. */
  #seek(letter: string, rows: HTMLElement[], at: number): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => {
      this.#typed = "";
    }, 700);
    this.#typed += letter.toLowerCase();
    const from = this.#typed.length > 1 ? at : at + 1;
    const order = [...rows.slice(from), ...rows.slice(0, from)];
    order.find((r) => (r.querySelector(".tree-key")?.textContent ?? "").trim().toLowerCase().startsWith(this.#typed))?.focus();
  }

  #rove(row: HTMLElement | null | undefined): void {
    if (!row) return;
    for (const other of this.querySelectorAll<HTMLElement>("[role=treeitem][tabindex='0']")) other.tabIndex = -1;
    row.tabIndex = 0;
  }

  /** rows are those that can be seen, in order. */
  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=treeitem]")].filter((r) => !r.closest("ul[hidden]"));
  }
}

function open(row: HTMLElement): boolean | undefined {
  const said = row.getAttribute("aria-expanded");
  return said === null ? undefined : said === "true";
}

function parent(row: HTMLElement): HTMLElement | null {
  return row.closest("ul")?.previousElementSibling as HTMLElement | null;
}

function depth(row: Element, tree: Element): number {
  let n = 1;
  for (let at = row.parentElement; at && at !== tree; at = at.parentElement) if (at.localName === "ul") n++;
  return n;
}
