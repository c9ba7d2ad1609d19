const key = "stanok.back";

/**
 * goingBack brings a page back as it was when it was narrowed without a reload:
 * htmx asks for it anew, and this scrolls to where it stood. The place lies in the
 * history's own entry, written before each exchange; a plain reload is left to
 * the browser.
 */
export function goingBack(root: Document): void {
  // Browsers scroll to a field that is typed in, even to one that sticks to the
  // window; that is not where the person was.
  let stood = scrollY;
  const typing = () => root.activeElement instanceof HTMLInputElement;
  addEventListener("scroll", () => {
    if (!typing()) stood = scrollY;
  });
  root.addEventListener("htmx:before:request", () => {
    history.replaceState({ ...history.state, htmx: true, scroll: stood }, "");
  });
  addEventListener("popstate", () => {
    history.scrollRestoration = "manual";
    sessionStorage.setItem(key, "yes");
  });
  if (!sessionStorage.getItem(key)) return;
  sessionStorage.removeItem(key);
  const { scroll } = (history.state ?? {}) as { scroll?: number };
  if (scroll !== undefined) scrollTo(0, scroll);
  // The browser decides when the page is loaded whether to scroll by itself.
  addEventListener("load", () => setTimeout(() => (history.scrollRestoration = "auto")));
}
