/**
 * <st-zone> offers the time zones the browser knows, begins with its own, and says
 * what time it is in the one that is written.
 */
export class Zone extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector("input");
    const list = this.querySelector("datalist");
    if (!input || !list || list.childElementCount > 0) return;
    if (!input.value) input.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const zone of ["UTC", ...Intl.supportedValuesOf("timeZone")]) {
      const option = document.createElement("option");
      option.value = zone;
      list.append(option);
    }
    input.addEventListener("input", () => this.#tell(input.value));
    this.#tell(input.value);
  }

  #tell(zone: string): void {
    const place = this.querySelector("p");
    if (!place) return;
    const time = clock(zone, document.documentElement.lang);
    place.hidden = !time;
    place.textContent = `${this.dataset.now ?? ""} ${time}`;
  }
}

/** clock is the time in a zone; "" if there is no such zone. */
export function clock(zone: string, language: string, now = new Date()): string {
  try {
    return new Intl.DateTimeFormat(language, { timeZone: zone, hour: "numeric", minute: "2-digit" }).format(now);
  } catch {
    return "";
  }
}
