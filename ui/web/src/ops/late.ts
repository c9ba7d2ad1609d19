import type { Request } from "../request.ts";
import { atHand } from "./parts.ts";

/**
 * Late leaves out what the page asked for by itself, as data came, once another node
 * is at hand: it was made for the one before, which would take that one's place.
 */
export class Late {
  #asked = new WeakMap<Request, string>();

  constructor(signal: AbortSignal) {
    document.addEventListener("htmx:before:request", (event) => {
      const { ctx } = (event as CustomEvent<{ ctx: Request }>).detail;
      if (ctx.sourceEvent?.type === "arrival") this.#asked.set(ctx, atHand());
    }, { signal });
    document.addEventListener("htmx:after:request", (event) => {
      if (this.has((event as CustomEvent<{ ctx: Request }>).detail.ctx)) event.preventDefault();
    }, { signal });
  }

  /** has reports whether a request was made for a node that is not at hand any more. */
  has(request: Request): boolean {
    const at = this.#asked.get(request);
    return at !== undefined && at !== atHand();
  }
}
