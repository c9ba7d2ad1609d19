import { say } from "./announce.ts";

/** How long a stream may be lost before a person is told, in milliseconds. */
const patience = 5000;

/** connectionBar shows the bar while the live stream, or the network, is lost. */
export function connectionBar(root: Document): void {
  let timer: number | undefined;

  const lost = (): void => {
    timer ??= window.setTimeout(() => show(true), patience);
  };
  const found = (): void => {
    clearTimeout(timer);
    timer = undefined;
    show(false);
  };
  const show = (on: boolean): void => {
    const bar = root.getElementById("connection");
    if (!bar || bar.hidden === !on) return;
    bar.hidden = !on;
    if (on) say(bar.textContent?.trim() ?? "");
  };

  root.addEventListener("st:lost", lost);
  root.addEventListener("st:found", found);
  window.addEventListener("offline", lost);
  window.addEventListener("online", found);
}
