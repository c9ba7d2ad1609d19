/** How many different characters a new password has that is called good. */
const various = 8;

/**
 * password lets the one in `data-password` be shown, and says of a new one whether it
 * is too short, weak or good. Nothing of it leaves the page.
 */
export function password(at: HTMLElement): void {
  const input = at.querySelector("input");
  const button = at.querySelector("button");
  if (!input || !button) return;
  button.hidden = false;
  button.addEventListener("click", () => show(at, input, button));
  if (Number(at.dataset.least) > 0) judge(at, input);
}

function show(at: HTMLElement, input: HTMLInputElement, button: HTMLButtonElement): void {
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  const label = button.querySelector("[data-label]");
  if (label) label.textContent = (shown ? at.dataset.show : at.dataset.hide) ?? "";
}

function judge(at: HTMLElement, input: HTMLInputElement): void {
  const meter = document.createElement("p");
  meter.className = "help";
  meter.dataset.testid = "password-meter";
  at.append(meter);
  input.addEventListener("input", () => {
    meter.textContent = input.value ? (at.dataset[verdict(input.value, Number(at.dataset.least))] ?? "") : "";
  });
}

/** verdict says how good a password looks; what is common is the server's to say. */
export function verdict(password: string, least: number): "short" | "weak" | "good" {
  const characters = [...password.normalize("NFC")];
  if (characters.length < least) return "short";
  return new Set(characters).size < various ? "weak" : "good";
}
