/** How much of a thing comes or goes between two looks at it. */
const looks = [0, 0.25, 0.5, 0.75, 1];

/**
 * sight keeps what has the focus in sight. What an answer puts above it, as a
 * notice, would push it out of the window, and at its very top no browser holds a
 * page where it is. Who scrolls away, or points with a mouse, is left alone.
 */
export function sight(root: Document): void {
  let seen = false;
  let pointed = false;
  const watch = new IntersectionObserver((entries) => {
    const at = entries.at(-1)?.target;
    if (!at || at !== root.activeElement || tall(at)) return;
    if (seen && !inSight(at)) at.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    seen ||= inSight(at);
  }, { threshold: looks });
  const on = { capture: true, passive: true };
  root.addEventListener("focusin", (event) => {
    watch.disconnect();
    seen = !pointed;
    watch.observe(event.target as Element);
  }, on);
  root.addEventListener("scroll", (event) => {
    const at = root.activeElement;
    if (at && (event.target as Node).contains(at)) seen = inSight(at);
  }, on);
  root.addEventListener("pointerdown", () => (pointed = true), on);
  root.addEventListener("keydown", () => (pointed = false), on);
}

/** tall reports whether a thing is too large to be seen as a whole. */
function tall(at: Element): boolean {
  return at.getBoundingClientRect().height > innerHeight / 2;
}

/** inSight reports whether the middle of a thing is in the window and in all that scrolls around it. */
function inSight(at: Element): boolean {
  const { left, top, width, height } = at.getBoundingClientRect();
  const x = left + width / 2, y = top + height / 2;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
  for (let around = at.parentElement; around && around !== document.body; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === "visible") continue;
    const r = around.getBoundingClientRect();
    if (x < r.left || y < r.top || x > r.right || y > r.bottom) return false;
  }
  return true;
}
