/** How long a toast stays, in milliseconds: longer when it offers something. */
const stay = 6000;
const stayWithAction = 10000;
const atMost = 3;

/**
 * toasts sees newcomers in the toast region out again, and F6 into it. One takes the
 * place of an older one of its data-kind.
 */
export function toasts(root: Document): void {
  const region = root.getElementById("toasts");
  if (!region) return;
  const watched = new WeakSet<Element>();

  new MutationObserver(() => {
    while (region.children.length > atMost) region.firstElementChild?.remove();
    for (const toast of [...region.children] as HTMLElement[]) {
      if (watched.has(toast)) continue;
      watched.add(toast);
      seeOut(toast);
      for (const other of [...region.children] as HTMLElement[]) {
        if (other !== toast && toast.dataset.kind && other.dataset.kind === toast.dataset.kind) other.remove();
      }
    }
  }).observe(region, { childList: true });

  root.addEventListener("keydown", (event) => {
    if (event.key !== "F6") return;
    const first = region.querySelector<HTMLElement>("button, a");
    if (!first) return;
    event.preventDefault();
    first.focus();
  });
  region.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-dismiss]")) target.closest(".toast")?.remove();
  });
}

/** seeOut removes a toast after its time, which stands still under the pointer or focus. */
function seeOut(toast: HTMLElement): void {
  const time = toast.querySelector("[data-action]") ? stayWithAction : stay;
  let timer = window.setTimeout(() => toast.remove(), time);
  const hold = (): void => clearTimeout(timer);
  const go = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => toast.remove(), time);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
}
