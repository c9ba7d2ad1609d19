import type { Stop } from "./place.ts";

/** How far the pointer goes, in pixels, before a press is a drag. */
const slack = 5;

/** Chain is what a drag needs of its island. */
interface Chain extends HTMLElement {
  move(id: string, to: Stop): void;
  aim(stop: Stop | null): void;
}

/** dragging moves an action by its handle. Pointer events do it for mouse and pen; touch has the menu. */
export function dragging(chain: Chain, signal: AbortSignal): void {
  chain.addEventListener("pointerdown", (down) => {
    const handle = (down.target as Element).closest<HTMLElement>("[data-handle]");
    const li = handle?.closest<HTMLElement>("li[data-id]");
    if (!handle || !li || down.button !== 0 || down.pointerType === "touch") return;
    const drag = new AbortController();
    const on = { signal: AbortSignal.any([signal, drag.signal]) };
    let to: Stop | null = null;
    let far = false;
    const end = (): void => {
      drag.abort();
      li.classList.remove("is-held");
      chain.aim(null);
    };
    document.addEventListener("pointermove", (e) => {
      far ||= Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) > slack;
      if (!far) return;
      e.preventDefault();
      li.classList.add("is-held");
      to = under(chain, e.clientX, e.clientY);
      chain.aim(to);
    }, on);
    document.addEventListener("pointerup", () => {
      end();
      if (far && to) chain.move(li.dataset.id ?? "", to);
    }, on);
    document.addEventListener("pointercancel", end, on);
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape") end();
    }, on);
  }, { signal });
}

/** under finds the place at a point: behind the card above it. */
function under(chain: Chain, x: number, y: number): Stop | null {
  const at = document.elementFromPoint(x, y);
  const list = at?.closest<HTMLElement>("ol[data-parent]");
  const knot = at?.closest<HTMLElement>("li[data-id]");
  if (!list || !chain.contains(list)) return null;
  const stop = { parent: list.dataset.parent ?? "", branch: list.dataset.branch ?? "", after: "" };
  if (!knot || knot.parentElement !== list) {
    const last = list.querySelector<HTMLElement>(":scope > li[data-id]:last-of-type");
    return { ...stop, after: last?.dataset.id ?? "" };
  }
  const box = (knot.querySelector(".card") ?? knot).getBoundingClientRect();
  if (y > box.top + box.height / 2 || knot.dataset.id === "source") return { ...stop, after: knot.dataset.id ?? "" };
  const before = knot.previousElementSibling as HTMLElement | null;
  return { ...stop, after: before?.dataset.id ?? "" };
}
