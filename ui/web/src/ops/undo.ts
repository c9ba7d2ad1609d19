import { drafted } from "./ears.ts";

/**
 * undoKeys asks for undo and redo by their usual keys. In a field with typed text
 * the browser's own undo comes first.
 */
export function undoKeys(ask: (kind: "undo" | "redo") => void, signal: AbortSignal): void {
  const typed = new WeakSet<Element>();
  document.addEventListener("input", (e) => typed.add(e.target as Element), { signal });
  document.addEventListener("focusin", (e) => typed.delete(e.target as Element), { signal });
  document.addEventListener("keydown", (event) => {
    const kind = asked(event);
    if (!kind || event.defaultPrevented) return;
    const target = event.target as Element;
    const writes = target.matches("input, textarea, [contenteditable=true]");
    if (writes && (typed.has(target) || !drafted(target))) return;
    event.preventDefault();
    ask(kind);
  }, { signal });
}

function asked(event: KeyboardEvent): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}
