import { face } from "./face.ts";
import { guarded } from "./guard.ts";
import { known, lastValue } from "./names.ts";
import { inserts } from "./scan.ts";

/** chip makes the element of an expression, as the server draws it. */
export function chip(expression: string): HTMLElement {
  const f = face(expression, known(), lastValue(guarded(expression).ref));
  const element = document.createElement("span");
  element.className = f.broken ? "chip chip-broken" : "chip";
  element.dataset.testid = "chip";
  element.dataset.ref = f.ref;
  element.dataset.kind = f.kind;
  if (f.broken) element.dataset.broken = "";
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", f.label);
  if (f.broken) element.append(span("chip-warn", "!"));
  else if (f.bead !== "") element.append(span("bead", f.bead));
  if (f.from) element.append(span("chip-from", f.from));
  element.append(span("chip-name", f.last));
  if (f.mark) element.append(span("chip-mark", f.mark));
  return element;
}

/** draw writes a text with its chips into an element. */
export function draw(into: Element, text: string): void {
  const parts: Node[] = [];
  let at = 0;
  for (const one of inserts(text)) {
    if (one.from > at) parts.push(piece(text.slice(at, one.from), at));
    const drawn = chip(one.expression);
    drawn.dataset.from = String(one.from);
    drawn.dataset.to = String(one.to);
    parts.push(drawn);
    at = one.to;
  }
  if (at < text.length) parts.push(piece(text.slice(at), at));
  into.replaceChildren(...parts);
}

/** offsetAt gives the place in the text that a point of its drawing stands for. */
export function offsetAt(drawing: Element, x: number, y: number): number | null {
  const at = document.caretPositionFromPoint?.(x, y) ?? range(x, y);
  const element = at?.offsetNode instanceof Element ? at.offsetNode : at?.offsetNode?.parentElement;
  const part = element?.closest<HTMLElement>("[data-from]");
  if (!part || !drawing.contains(part)) return null;
  if (!part.dataset.to) return Number(part.dataset.from) + (at?.offset ?? 0);
  const box = part.getBoundingClientRect();
  return Number(x < box.left + box.width / 2 ? part.dataset.from : part.dataset.to);
}

/** range is caretPositionFromPoint where only its elder is known. */
function range(x: number, y: number): { offsetNode: Node; offset: number } | null {
  const found = document.caretRangeFromPoint?.(x, y);
  return found ? { offsetNode: found.startContainer, offset: found.startOffset } : null;
}

function piece(text: string, from: number): HTMLElement {
  const element = span("chip-text", text);
  element.dataset.from = String(from);
  return element;
}

function span(of: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = of;
  element.textContent = text;
  return element;
}
