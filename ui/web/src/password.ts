/** How many different characters a new password has that is called good. */
const various = 8;

/**
 * <st-password> lets the password within be shown, and says of a new one whether
 * it is too short, weak or good. Nothing of it leaves the page.
 */
export class Password extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    if (!input || !button || !button.hidden) return;
    button.hidden = false;
    button.addEventListener("click", () => this.#show(input, button));
    if (Number(this.dataset.least) > 0) this.#judge(input);
  }

  #show(input: HTMLInputElement, button: HTMLButtonElement): void {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    const label = button.querySelector("[data-label]");
    if (label) label.textContent = (shown ? this.dataset.show : this.dataset.hide) ?? "";
  }

  #judge(input: HTMLInputElement): void {
    const meter = document.createElement("p");
    meter.className = "help";
    meter.dataset.testid = "password-meter";
    this.append(meter);
    input.addEventListener("input", () => {
      meter.textContent = input.value ? (this.dataset[verdict(input.value, Number(this.dataset.least))] ?? "") : "";
    });
  }
}

/** verdict says how good a password looks; what is common is the server's to say. */
export function verdict(password: string, least: number): "short" | "weak" | "good" {
  const characters = [...password.normalize("NFC")];
  if (characters.length < least) return "short";
  return new Set(characters).size < various ? "weak" : "good";
}
