/**
 * zone offers in `data-zone` the time zones the browser knows, begins with its own,
 * and says what time it is in the one that is written.
 */
export function zone(at: HTMLElement): void {
  const input = at.querySelector("input");
  const list = at.querySelector("datalist");
  const place = at.querySelector("p");
  if (!input || !list || !place) return;
  if (!input.value) input.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const name of ["UTC", ...Intl.supportedValuesOf("timeZone")]) {
    const option = document.createElement("option");
    option.value = name;
    list.append(option);
  }
  const tell = (): void => {
    const time = clock(input.value, document.documentElement.lang);
    place.hidden = !time;
    place.textContent = `${at.dataset.now ?? ""} ${time}`;
  };
  input.addEventListener("input", tell);
  tell();
}

/** clock is the time in a zone; "" if there is no such zone. */
export function clock(zone: string, language: string, now = new Date()): string {
  try {
    return new Intl.DateTimeFormat(language, { timeZone: zone, hour: "numeric", minute: "2-digit" }).format(now);
  } catch {
    return "";
  }
}
