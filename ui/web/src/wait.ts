/** <st-wait> counts seconds down. It is there to be seen, and is never read out. */
export class Wait extends HTMLElement {
  #timer: number | undefined;

  connectedCallback(): void {
    const end = Date.now() + Number(this.dataset.seconds) * 1000;
    this.#timer = window.setInterval(() => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      this.textContent = String(left);
      if (left === 0) this.disconnectedCallback();
    }, 1000);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }
}
