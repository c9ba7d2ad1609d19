/**
 * speaking lets the page say which language it is in after its screen came anew in
 * another one, as the page of the first start does.
 */
export function speaking(root: Document): void {
  root.addEventListener("htmx:after:swap", () => {
    const screen = root.querySelector<HTMLElement>("[data-title][lang]");
    if (!screen) return;
    root.documentElement.lang = screen.lang;
    root.title = screen.dataset.title ?? root.title;
  });
}
