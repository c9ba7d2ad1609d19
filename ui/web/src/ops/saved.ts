import { say } from "../announce.ts";
import { fill } from "../fill.ts";

/** How long saving may take, in milliseconds, before it is worth a word. */
const quiet = 400;

/** SaveState tells whether the draft is saved, in the words of its own element. */
export class SaveState {
  #timer: number | undefined;
  #failed = false;

  saving(): void {
    if (this.#failed) return;
    this.#timer ??= window.setTimeout(() => this.#show("saving", {}), quiet);
  }

  saved(): void {
    this.#stop();
    this.#show("saved", { time: clock() });
    if (this.#failed) say(element()?.textContent?.trim() ?? "");
    this.#failed = false;
  }

  /** failed tells how many changes wait; it is read out once. */
  failed(count: number): void {
    this.#stop();
    this.#show("failed", { count });
    if (!this.#failed) say(element()?.textContent?.trim() ?? "");
    this.#failed = true;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #show(state: "saving" | "saved" | "failed", args: Record<string, string | number>): void {
    const at = element();
    if (!at) return;
    at.dataset.state = state;
    const words = at.querySelector<HTMLElement>("[data-words]") ?? at;
    words.textContent = fill(at.dataset[state], args);
  }
}

function element(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-testid=save-state]");
}

function clock(): string {
  return new Date().toLocaleTimeString(document.documentElement.lang || undefined, {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
}
