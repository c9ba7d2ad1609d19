/**
 * arrive puts the focus on what the address points at: the field that a problem is
 * about, the name of an action. What is folded around it opens.
 */
export function arrive(root: Document): void {
  const go = (): void => {
    const at = root.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at) return;
    for (let around = at.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
    const control = at.matches("input, textarea, select") ? at : at.querySelector<HTMLElement>("st-chips, input, textarea, select, button");
    (control as HTMLElement | null)?.focus();
    at.scrollIntoView({ block: "center" });
  };
  window.addEventListener("hashchange", go);
  go();
}
