import { ago, due } from "./ago.ts";

/**
 * StTime keeps what it says of a moment true: "2 minutes ago", "in 40 seconds". A
 * page that was brought up to date comes with nothing in it, which it fills again.
 */
export class StTime extends HTMLElement {
  static observedAttributes = ["datetime"];
  #timer: number | undefined;
  #emptied = new MutationObserver(() => this.#tick());

  connectedCallback(): void {
    this.#emptied.observe(this, { childList: true });
    this.#tick();
  }

  disconnectedCallback(): void {
    this.#emptied.disconnect();
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
