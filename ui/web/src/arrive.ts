import { first } from "./first.ts";

/** reach puts the focus on an element or the first empty field in it. What is folded around it opens. */
export function reach(at: HTMLElement | null): void {
  if (!at) return;
  for (let around = at.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
  (at.matches("input, textarea, select, a") ? at : first(at))?.focus();
}

/** place is the element of a name, or what of a row in it: "fields.2.path" is a cell of the third row of "fields". */
function place(root: Document, name: string): HTMLElement | null {
  const found = root.getElementById(name);
  const row = /^(.+)\.(\d+)(?:\.(\w+))?$/.exec(name);
  if (found || !row) return found;
  const [, rows = "", n = "", key = ""] = row;
  const at = root.getElementById(rows)?.querySelectorAll<HTMLElement>("[data-row]")[Number(n)];
  return at?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? at ?? null;
}

/**
 * arrive puts the focus on what the address points at: the field that a problem is
 * about, the name of an action. What is folded around it opens.
 */
export function arrive(root: Document): void {
  const go = (): void => {
    const at = place(root, decodeURIComponent(location.hash.slice(1)));
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
