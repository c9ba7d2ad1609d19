/** The cookie that remembers whether the rail is narrow; the server reads it. */
const cookie = "stanok_rail";

/** rail makes `[` and the button `data-rail-toggle` narrow and widen the rail. */
export function rail(root: Document): void {
  root.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-rail-toggle]")) toggle(root);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "[" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (writing(event.target) || root.documentElement.dataset.keys === "off") return;
    toggle(root);
  });
}

function toggle(root: Document): void {
  const data = root.documentElement.dataset;
  data.rail = data.rail === "narrow" ? "wide" : "narrow";
  root.cookie = `${cookie}=${data.rail}; path=/; max-age=31536000; samesite=lax`;
}

/** writing reports whether a key pressed at target is meant as text. */
function writing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
