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
  // A link to where the address points already is no change of it.
  root.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (!link?.hash || link.href !== location.href) return;
    link.closest<HTMLElement>("[popover]")?.hidePopover();
    requestAnimationFrame(go);
  });
  window.addEventListener("hashchange", go);
  // The browser takes the focus away when it scrolls to the place itself.
  const then = (): void => void requestAnimationFrame(() => requestAnimationFrame(go));
  if (root.readyState === "complete") then();
  else window.addEventListener("load", then, { once: true });
}
