import { say } from "./announce.ts";
import type { Request } from "./request.ts";

/** How long an answer may take, in milliseconds, before the page says that it waits. */
const slow = 400;

/**
 * pending shows on the button that was pressed that its answer takes a while, and
 * says so. Until the answer is there its form is not sent a second time by that
 * button: who presses twice means once. Another one, as that of the question that
 * the answer has put there, may be pressed before the answer is quite in its place.
 */
export function pending(root: Document): void {
  const waiting = new WeakMap<Element, () => void>();
  const pressed = new WeakMap<Element, { button: HTMLElement; as: string | undefined }>();
  root.addEventListener("submit", (event) => {
    const form = event.target as Element;
    const as = event.submitter?.dataset.testid;
    if (waiting.has(form) && pressed.get(form)?.as === as) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.submitter) pressed.set(form, { button: event.submitter, as });
  }, { capture: true });
  root.addEventListener("htmx:before:request", (event) => {
    const form = (event as CustomEvent<{ ctx: Request }>).detail.ctx.sourceElement;
    if (!form?.matches("form[method=post]")) return;
    const button = pressed.get(form)?.button;
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
