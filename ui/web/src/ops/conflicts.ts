// Values that two people, or two tabs, wrote at the same time: what this page wrote
// waits until the person has chosen.

import type { Change } from "./queue.ts";
import { controls, field } from "./sync.ts";

/** Open is a conflict that is not settled: what was written here, and the box that asks. */
interface Open {
  change: Change;
  asks: Element;
}

/**
 * Conflicts are those of one draft that wait for a person. A choice made in one of a
 * person's tabs settles the conflict in all of them.
 */
export class Conflicts {
  #open = new Map<string, Open>();
  /** Values the person has let go of: an answer that was on its way does not ask again. */
  #given = new Set<string>();
  #others: BroadcastChannel;

  /** settled is told of what was settled in another tab. */
  constructor(draft: string, settled: (scope: string) => void, signal: AbortSignal) {
    this.#others = new BroadcastChannel(`stanok.settled/${draft}`);
    this.#others.onmessage = (event) => {
      const scope = event.data as string;
      if (!this.#open.delete(scope)) return;
      box(document, scope)?.remove();
      settled(scope);
    };
    signal.addEventListener("abort", () => this.#others.close());
  }

  /** changes are what was written here, to be asked about again after a reload. */
  changes(): Change[] {
    return [...this.#open.values()].map((one) => ({ ...one.change, contested: true }));
  }

  has(scope: string): boolean {
    return this.#open.has(scope);
  }

  /** add notes a conflict about a value, if the server sent a box that asks about it. */
  add(scope: string, change: Change, sent: ParentNode): boolean {
    const asks = box(sent, scope);
    if (!asks || this.#given.has(scope)) return false;
    this.#open.set(scope, { change, asks });
    box(document, scope)?.remove();
    return true;
  }

  /** settle notes that the person has chosen. */
  settle(scope: string): void {
    if (this.#open.delete(scope)) this.#others.postMessage(scope);
  }

  /** give notes that the person has let go of a value for good, as of one whose action is gone. */
  give(scope: string): void {
    this.settle(scope);
    this.#given.add(scope);
  }

  /** want notes that the person writes a value anew. */
  want(scope: string): void {
    this.#given.delete(scope);
  }

  /** close takes away the box of what the server has taken. */
  close(scope: string): void {
    this.settle(scope);
    box(document, scope)?.remove();
  }

  /** ask puts the boxes of fields that are not in the page where they are seen. */
  ask(): void {
    const form = document.getElementById("panel-form");
    for (const [scope, { asks }] of this.#open) {
      if (!box(document, scope) && controls(document, scope).length === 0) form?.prepend(asks.cloneNode(true));
    }
  }

  /** keep puts the boxes into a part that comes into the page: the server sends each only once. */
  keep(part: DocumentFragment): void {
    for (const [scope, open] of this.#open) {
      open.asks = box(document, scope) ?? open.asks;
      const control = controls(part, scope)[0];
      if (control && !box(part, scope)) field(control).append(open.asks.cloneNode(true));
    }
  }
}

function box(root: ParentNode, scope: string): Element | null {
  return root.querySelector(`.conflict[data-of="${CSS.escape(scope)}"]`);
}
