// The streams of all of a browser's pages, over one connection: browsers open few to
// a host, and would load nothing more while many pages hold one each.

/** Told is what comes to a page: an event of its stream, or that the stream was lost or found again. */
export type Told = { kind: "event"; name: string; data: string } | { kind: "lost" } | { kind: "found" };

type Hear = (told: Told) => void;

/** Source is as much of EventSource as is needed here. */
export interface Source {
  readonly readyState: number;
  onerror: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  addEventListener(name: string, hear: () => void): void;
  close(): void;
}

/** How long a change of pages is waited for to be followed by another, in milliseconds. */
const rest = 50;
/** Pauses between tries while the server does not answer, in milliseconds. */
const pauses = [1000, 2000, 5000, 10_000, 30_000];
/** How many streams one connection carries, as the server has it. */
const most = 64;

/** Hub holds the one connection. */
export class Hub {
  #open: (url: string) => Source;
  #pages = new Map<unknown, { path: string; hear: Hear }>();
  #paths: string[] = [];
  #now: Source | undefined;
  #next: Source | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #lost = false;

  constructor(open: (url: string) => Source) {
    this.#open = open;
  }

  /** join has a page hear a stream, until it leaves; key is the page's own. */
  join(key: unknown, path: string, hear: Hear): void {
    this.#pages.set(key, { path, hear });
    if (this.#lost) hear({ kind: "lost" });
    this.#soon(rest);
  }

  leave(key: unknown): void {
    if (this.#pages.delete(key)) this.#soon(rest);
  }

  #soon(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), pause);
  }

  /** turn makes the connection carry what the pages hear now. What it carried goes on until the new one is ready. */
  #turn(): void {
    const paths = [...new Set([...this.#pages.values()].map((page) => page.path))].slice(0, most);
    const same = paths.length === this.#paths.length && paths.every((path) => this.#paths.includes(path));
    if (same && (this.#now || this.#next) && !this.#lost) return;
    this.#paths = paths;
    this.#next?.close();
    this.#next = undefined;
    if (paths.length === 0) {
      this.#now?.close();
      this.#now = undefined;
      return;
    }
    const next = this.#open(`/live?${new URLSearchParams(paths.map((path) => ["of", path]))}`);
    this.#next = next;
    next.addEventListener("ready", () => this.#ready(next));
    next.onmessage = (event) => this.#hear(paths, event.data as string);
    next.onerror = () => this.#failed(next);
  }

  #ready(source: Source): void {
    if (source !== this.#now) {
      this.#now?.close();
      this.#now = source;
      this.#next = undefined;
    }
    this.#failures = 0;
    if (!this.#lost) return;
    this.#lost = false;
    this.#tell({ kind: "found" });
  }

  #failed(source: Source): void {
    if (!this.#lost) this.#tell({ kind: "lost" });
    this.#lost = true;
    if (source.readyState !== 2) return; // it tries again by itself
    source.close();
    if (source === this.#now) this.#now = undefined;
    if (source === this.#next) this.#next = undefined;
    this.#soon(pauses[Math.min(this.#failures++, pauses.length - 1)] ?? 0);
  }

  #tell(told: Told): void {
    for (const page of this.#pages.values()) page.hear(told);
  }

  #hear(paths: string[], data: string): void {
    const [place, said] = JSON.parse(data) as [number, string];
    const all = events(said);
    for (const page of this.#pages.values()) if (page.path === paths[place]) for (const told of all) page.hear(told);
  }
}

/** events takes whole server-sent events apart. */
export function events(said: string): Told[] {
  const all: Told[] = [];
  for (const one of said.split("\n\n")) {
    let name = "message";
    const data: string[] = [];
    for (const line of one.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("data: ")) data.push(line.slice(6));
    }
    if (data.length > 0) all.push({ kind: "event", name, data: data.join("\n") });
  }
  return all;
}
