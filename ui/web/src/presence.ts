import { say } from "./announce.ts";

/** Company is who else has the page open, in the page's words. */
interface Company {
  text: string;
  /** Whether someone is new, which is read out. */
  say: boolean;
}

/** presence shows who else has the processing open, as the stream of the page tells it. */
export function presence(root: Document): void {
  root.addEventListener("presence", (event) => {
    const told = JSON.parse((event as CustomEvent<{ data: string }>).detail.data) as Company;
    const place = root.getElementById("presence");
    if (place) {
      place.textContent = told.text;
      place.title = told.text;
    }
    if (told.say) say(told.text);
  });
}
