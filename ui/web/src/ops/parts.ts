import htmx from "htmx.org/dist/htmx.esm.js";

/** Task is one part that is about to be put into the page. */
interface Task {
  target: Element | null;
  fragment: DocumentFragment;
}

/** atHand is the node whose panel is open. */
export function atHand(): string {
  return document.getElementById("panel")?.dataset.at ?? "";
}

/** Parts puts what the server sends into the page. */
export class Parts {
  #from: Element;
  #busy: (control: Element, scope: string) => boolean;

  constructor(from: Element, busy: (control: Element, scope: string) => boolean) {
    this.#from = from;
    this.#busy = busy;
  }

  /** put puts parts made for a node into the page; its panel only if no other is open by now. */
  async put(text: string, at: string, pulled = false): Promise<void> {
    if (text.trim() === "") return;
    const left = (event: Event): void => {
      const { ctx, tasks } = (event as CustomEvent<{ ctx: { from?: Parts }; tasks: Task[] }>).detail;
      if (ctx.from !== this) return;
      if (at === atHand() && !this.#orphaned(tasks, pulled)) return;
      const stale = tasks.filter((t) => t.target?.matches("#panel, #data"));
      for (const t of stale) tasks.splice(tasks.indexOf(t), 1);
    };
    document.addEventListener("htmx:before:swap", left, { capture: true });
    await htmx.swap({ sourceElement: this.#from, from: this, target: this.#from, text, swap: "none" });
    document.removeEventListener("htmx:before:swap", left, { capture: true });
  }

  /** ask puts the server's question who is there over the page. */
  async ask(text: string): Promise<void> {
    await htmx.swap({ sourceElement: this.#from, target: document.body, text, swap: "beforeend" });
  }

  /**
   * orphaned reports whether the panel is that of an action that others have deleted
   * while someone was writing in it: it stays until the person has decided.
   */
  #orphaned(tasks: Task[], pulled: boolean): boolean {
    const panel = document.getElementById("panel");
    if (panel?.querySelector(".conflict[data-deleted]")) return true;
    const next = tasks.map((t) => t.fragment.querySelector<HTMLElement>("#panel")).find((one) => one)?.dataset.at;
    if (!panel || !pulled || next === undefined || next === atHand()) return false;
    return [...panel.querySelectorAll<HTMLElement>("[data-scope]")].some((c) => this.#busy(c, c.dataset.scope ?? ""));
  }
}
