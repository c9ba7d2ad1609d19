import { ago, due } from "./ago.ts";

/** StTime keeps what it says of a moment true: "2 minutes ago", "in 40 seconds". */
export class StTime extends HTMLElement {
  static observedAttributes = ["datetime"];
  #timer: number | undefined;

  connectedCallback(): void {
    this.#tick();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#tick();
  }

  #tick(): void {
    clearTimeout(this.#timer);
    const then = Date.parse(this.getAttribute("datetime") ?? "");
    if (Number.isNaN(then)) return;
    const now = Date.now();
    const said = ago(then, now, document.documentElement.lang || "en");
    if (this.textContent !== said) this.textContent = said;
    this.#timer = window.setTimeout(() => this.#tick(), due(then, now));
  }
}
