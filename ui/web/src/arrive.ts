import { first } from "./first.ts";

/** reach puts the focus on an element or the first empty field in it. What is folded around it opens. */
export function reach(at: HTMLElement | null): void {
  if (!at) return;
  for (let around = at.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
  (at.matches("input, textarea, select, a") ? at : first(at))?.focus();
}

/**
 * arrive puts the focus on what the address points at: the field that a problem is
 * about, the name of an action. What is folded around it opens.
 */
export function arrive(root: Document): void {
  const go = (): void => {
    const at = root.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at) return;
    reach(at);
    at.scrollIntoView({ block: "center" });
  };
  window.addEventListener("hashchange", go);
  go();
}
