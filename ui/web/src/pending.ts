import { say } from "./announce.ts";
import type { Request } from "./request.ts";

/** How long an answer may take, in milliseconds, before the page says that it waits. */
const slow = 400;

/**
 * pending shows on the button that was pressed that its answer takes a while, and
 * says so. Until the answer is there its form is not sent a second time: who presses
 * twice means once.
 */
export function pending(root: Document): void {
  const waiting = new WeakMap<Element, () => void>();
  const pressed = new WeakMap<Element, HTMLElement>();
  root.addEventListener("submit", (event) => {
    const form = event.target as Element;
    if (waiting.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.submitter) pressed.set(form, event.submitter);
  }, { capture: true });
  root.addEventListener("htmx:before:request", (event) => {
    const form = (event as CustomEvent<{ ctx: Request }>).detail.ctx.sourceElement;
    if (!form?.matches("form[method=post]")) return;
    const button = pressed.get(form);
    const late = setTimeout(() => {
      if (!form.isConnected) return; // its answer took it away
      button?.setAttribute("aria-busy", "true");
      say(root.getElementById("say-polite")?.dataset.pending ?? "");
    }, slow);
    waiting.set(form, () => {
      clearTimeout(late);
      button?.removeAttribute("aria-busy");
    });
  });
  root.addEventListener("htmx:finally:request", (event) => {
    const form = (event as CustomEvent<{ ctx: Request }>).detail.ctx.sourceElement;
    if (!form) return;
    waiting.get(form)?.();
    waiting.delete(form);
  });
}
