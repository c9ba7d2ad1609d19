/** What a phone is; the style sheets say the same. */
const narrow = matchMedia("(width < 48rem)");

/**
 * sheet opens an action over the chain on a narrow screen, and turns its pages:
 * settings, input and output. Wider screens show all of them side by side.
 */
export function sheet(root: Document): void {
  const editor = root.getElementById("editor");
  if (!editor) return;
  const turn = (page: string): void => {
    editor.dataset.sheet = page;
    for (const tab of root.querySelectorAll<HTMLElement>("[data-turns]")) {
      if (tab.dataset.turns === page) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  };
  const open = (): void => {
    editor.dataset.open = "panel";
    turn("settings");
    if (!narrow.matches) return;
    scrollTo(0, 0);
    root.getElementById("panel")?.focus({ preventScroll: true });
  };
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-opens-panel]")) open();
    const tab = target.closest<HTMLElement>("[data-turns]");
    if (tab) {
      event.preventDefault();
      turn(tab.dataset.turns ?? "settings");
    }
    const close = target.closest<HTMLAnchorElement>("[data-close-panel]");
    if (!close || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const at = root.getElementById("panel")?.dataset.at ?? "";
    history.pushState(history.state, "", close.href);
    editor.dataset.open = "";
    root.querySelector<HTMLElement>(`[data-testid="card-${CSS.escape(at)}"]`)?.focus();
  });
  root.addEventListener("st:added", open);
  root.addEventListener("st:insert", () => turn("settings"), { capture: true });
  root.addEventListener("st:pick", () => turn("settings"), { capture: true });
  root.addEventListener("st:want", () => root.querySelector<HTMLElement>("[data-turns=input]")?.click());
  root.addEventListener("htmx:after:swap", () => turn(editor.dataset.sheet || "settings"));
}
