import { say } from "./announce.ts";
import { listen } from "./streams/page.ts";
import { carryTick } from "./ticks.ts";

/** How seldom arrivals are read out, in milliseconds. */
const sayEvery = 10_000;
/** How many rows a list may grow to; older ones can be asked for again. */
const atMost = 500;

/**
 * live keeps a list of operations up to date. `data-live` is the address of a
 * stream whose messages are rows in templates: a row that stands in the list is
 * replaced; another is put on top, but only while the list is scrolled to its top
 * and the pointer is elsewhere. Else a button says how many there are.
 */
export function live(root: Document): void {
  let stop: (() => void) | undefined;
  let path = "";
  let place: HTMLElement | null = null;
  let waiting: Element[] = [];
  let unsaid = 0;

  const open = (): void => {
    close();
    place = root.querySelector<HTMLElement>("[data-live]");
    if (!place || toggle()?.getAttribute("aria-checked") !== "true") return;
    path = place.dataset.live ?? "";
    stop = listen(path, (told) => {
      if (told.kind === "event") receive(told.data);
    });
  };
  const close = (): void => {
    stop?.();
    stop = undefined;
    waiting = [];
  };
  const toggle = (): HTMLElement | null => root.querySelector<HTMLElement>("[data-testid=live-toggle]");
  const list = (): HTMLElement | null => root.getElementById(place?.dataset.rows ?? "");
  const button = (): HTMLElement | null => place?.querySelector<HTMLElement>("button") ?? null;

  const receive = (html: string): void => {
    const sent = root.createElement("template");
    sent.innerHTML = html;
    for (const one of sent.content.querySelectorAll("template")) {
      const row = one.content.firstElementChild;
      if (row) take(row, one.hasAttribute("data-known"));
    }
    if (calm()) show();
    else tell();
  };
  const take = (row: Element, known: boolean): void => {
    const old = root.getElementById(row.id);
    if (old) {
      carryTick(old, row);
      if (!old.isEqualNode(row)) old.replaceWith(row);
    } else if (!known) {
      const i = waiting.findIndex((other) => other.id === row.id);
      if (i >= 0) waiting[i] = row;
      else {
        waiting.push(row);
        unsaid++;
      }
    }
  };
  const calm = (): boolean => window.scrollY < 8 && list()?.matches(":hover") === false;
  const show = (): void => {
    const rows = list();
    if (!rows) return tell();
    for (const row of waiting) rows.prepend(row);
    waiting = [];
    while (rows.children.length > atMost) rows.lastElementChild?.remove();
    tell();
  };
  const tell = (): void => {
    const news = button();
    if (!news) return;
    news.hidden = waiting.length === 0;
    news.textContent = (place?.dataset.news ?? "{n}").replace("{n}", String(waiting.length));
  };

  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-testid=new-rows]")) {
      if (!list()) return location.reload();
      window.scrollTo({ top: 0 });
      show();
    }
    const pressed = target.closest<HTMLElement>("[data-testid=live-toggle]");
    if (!pressed) return;
    pressed.setAttribute("aria-checked", String(pressed.getAttribute("aria-checked") !== "true"));
    open();
  });
  root.addEventListener("htmx:after:swap", () => {
    const now = root.querySelector<HTMLElement>("[data-live]");
    if (now !== place || (stop && path !== now?.dataset.live)) open();
  });
  setInterval(() => {
    if (unsaid === 0) return;
    say((place?.dataset.news ?? "{n}").replace("{n}", String(unsaid)));
    unsaid = 0;
  }, sayEvery);
  open();
}
