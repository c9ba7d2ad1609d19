// Keeps what a person is writing out of the way of what the server sends. The
// server draws whole parts of the page; a control that has the focus or an unsent
// value stays as it is, and all others say what the server says now.

import type { Conflicts } from "./conflicts.ts";
import { show, shown, written } from "./value.ts";

/** The mark of a field that someone else has changed meanwhile. */
const mark = "is-elsewhere";

interface Task {
  target: Element | string | null;
  fragment: DocumentFragment;
  swapSpec?: { style?: string };
}

/** Drafted is an island that takes over attributes and words of its twin by itself. */
interface Drafted extends Element {
  adopt?(twin: Element): void;
}

/** Sync watches every swap of the page. */
export class Sync {
  #busy: (control: Element, scope: string) => boolean;
  #revision: () => number;
  /** Scopes that someone else changed while they were busy, and the revision seen before. */
  #elsewhere = new Map<string, number>();
  #conflicts: Conflicts;
  /** What the server last said a control says. */
  #known = new WeakMap<Element, string>();
  #held: Element[] = [];
  #twins: [Element, Element][] = [];
  #ears = new AbortController();

  constructor(conflicts: Conflicts, busy: (control: Element, scope: string) => boolean, revision: () => number) {
    this.#conflicts = conflicts;
    this.#busy = busy;
    this.#revision = revision;
    const on = { signal: this.#ears.signal };
    document.addEventListener("htmx:before:swap", (e) => this.#before((e as CustomEvent<{ tasks: Task[] }>).detail.tasks), on);
    document.addEventListener("htmx:finally:swap", () => this.#after(), on);
  }

  stop(): void {
    this.#ears.abort();
  }

  /**
   * elsewhere gives, of a scope that someone else changed while it was busy, the
   * revision that the person writing in it has seen.
   */
  elsewhere(scope: string): number | undefined {
    return this.#elsewhere.get(scope);
  }

  /** behind notes that who wrote in a scope had seen no more than a revision. */
  behind(scope: string, revision: number): void {
    this.#elsewhere.set(scope, revision);
  }

  /** settle notes that the person knows what others wrote. */
  settle(scope: string): void {
    this.#elsewhere.delete(scope);
  }

  /** sent notes that the server has what the controls of a scope said when it was sent. */
  sent(scope: string, said?: string): void {
    this.settle(scope);
    for (const control of controls(document, scope)) {
      this.#known.set(control, said ?? shown(control));
      field(control).classList.remove(mark);
    }
  }

  #before(tasks: Task[]): void {
    this.#after();
    for (const task of tasks) {
      if (!task.swapSpec?.style?.endsWith("Morph")) continue;
      const target = typeof task.target === "string" ? document.querySelector(task.target) : task.target;
      if (target) this.#meet(target, task.fragment);
      unfold(task.fragment);
      this.#conflicts.keep(task.fragment);
    }
  }

  /** meet pairs the controls of a part with those that are to take their place. */
  #meet(target: Element, fragment: DocumentFragment): void {
    for (const twin of fragment.querySelectorAll<HTMLElement>("[data-scope]")) {
      const scope = twin.dataset.scope ?? "";
      const control = controls(target, scope).find((c) => alike(c, twin));
      if (!control) continue;
      const said = written(twin);
      if (!this.#busy(control, scope) && !this.#conflicts.has(scope)) {
        this.#twins.push([control, twin.cloneNode(true) as Element]);
        continue;
      }
      const known = this.#known.get(control) ?? written(control);
      if (said !== known && said !== shown(control)) {
        if (!this.#elsewhere.has(scope)) this.#elsewhere.set(scope, this.#revision());
      }
      retell(control, twin);
      // A field that would become another kind of field stays as a whole.
      const kept = control.localName === twin.localName ? control : field(control);
      if (!kept.hasAttribute("hx-morph-skip")) {
        kept.setAttribute("hx-morph-skip", "");
        this.#held.push(kept);
      }
    }
  }

  #after(): void {
    for (const control of this.#held) control.removeAttribute("hx-morph-skip");
    for (const [control, twin] of this.#twins) {
      if (!control.isConnected) continue;
      if ((control as Drafted).adopt) (control as Drafted).adopt?.(twin);
      else show(control, twin);
      this.#known.set(control, written(twin));
      field(control).classList.remove(mark);
      this.#elsewhere.delete((control as HTMLElement).dataset.scope ?? "");
    }
    for (const scope of this.#elsewhere.keys()) for (const control of controls(document, scope)) field(control).classList.add(mark);
    this.#held = [];
    this.#twins = [];
    this.#conflicts.ask();
  }
}

/** controls finds all controls of a scope: one, or a group of radio buttons. */
export function controls(root: ParentNode, scope: string): Element[] {
  const selector = `[data-scope="${CSS.escape(scope)}"]`;
  const found = [...root.querySelectorAll(selector)];
  return root instanceof Element && root.matches(selector) ? [root, ...found] : found;
}

/** alike tells radio buttons of one scope apart. */
function alike(a: Element, b: Element): boolean {
  return !a.matches("input[type=radio]") || a.getAttribute("value") === b.getAttribute("value");
}

/**
 * retell takes over what the server says about the rows of a table that is written
 * in: of the rows that say the same there and here.
 */
function retell(control: Element, twin: Element): void {
  const twins = [...twin.querySelectorAll("[data-row]")];
  for (const [i, row] of [...control.querySelectorAll("[data-row]")].entries()) {
    const other = twins[i];
    if (!other || cells(row).map(shown).join() !== cells(other).map(written).join()) continue;
    const told = other.querySelectorAll("[data-told]");
    for (const [j, at] of [...row.querySelectorAll("[data-told]")].entries()) {
      const fresh = told[j];
      if (fresh && fresh.innerHTML !== at.innerHTML) at.replaceChildren(...document.importNode(fresh, true).childNodes);
    }
  }
}

function cells(row: Element): Element[] {
  return [...row.querySelectorAll("[data-key]")];
}

/** unfold leaves open what the person has opened of the panel that is drawn anew. */
function unfold(fragment: DocumentFragment): void {
  const panel = fragment.querySelector<HTMLElement>("#panel");
  if (!panel || panel.dataset.at !== document.getElementById("panel")?.dataset.at) return;
  for (const was of document.querySelectorAll<HTMLDetailsElement>("#panel details[data-fold][open]")) {
    const now = panel.querySelector<HTMLDetailsElement>(`details[data-fold="${CSS.escape(was.dataset.fold ?? "")}"]`);
    if (now) now.open = true;
  }
}

/** field is what stands around a control, with its label and what is said about it. */
export function field(control: Element): Element {
  return control.closest(".field") ?? control;
}
