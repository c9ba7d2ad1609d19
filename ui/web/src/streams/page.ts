import { Hub, type Told } from "./hub.ts";
import type { FromPage, ToPage } from "./shared.ts";

/**
 * listen has this page hear a stream of the server, until the returned function is
 * called. Each call is one hearer; all of the browser's pages share one connection.
 */
export function listen(path: string, hear: (told: Told) => void): () => void {
  const off = new AbortController();
  const on = { signal: off.signal };
  const stream = shared(path, hear, on.signal) ?? alone(path, hear, on.signal);
  stream.join();
  document.addEventListener("st:signed-in", () => stream.join(), on);
  window.addEventListener("pagehide", () => stream.leave(), on);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    stream.join();
    hear({ kind: "found" });
  }, on);
  return () => {
    stream.leave();
    off.abort();
  };
}

interface Stream {
  join(): void;
  leave(): void;
}

/** shared is a stream by way of the worker; none where there are no such workers. */
function shared(path: string, hear: (told: Told) => void, signal: AbortSignal): Stream | undefined {
  const script = document.querySelector<HTMLMetaElement>("meta[name=stanok-streams]")?.content;
  if (!script || typeof SharedWorker === "undefined") return undefined;
  const worker = new SharedWorker(script, { type: "module", name: "streams" });
  const say = (said: FromPage): void => worker.port.postMessage(said);
  let instead: Stream | undefined;
  worker.port.onmessage = (event: MessageEvent) => {
    const told = event.data as ToPage;
    if (told.kind === "ask") say({ join: path });
    else hear(told);
  };
  worker.onerror = () => {
    if (instead || signal.aborted) return;
    instead = alone(path, hear, signal);
    instead.join();
  };
  signal.addEventListener("abort", () => worker.port.close());
  return {
    join: () => (instead ? instead.join() : say({ join: path })),
    leave: () => (instead ? instead.leave() : say({ leave: true })),
  };
}

/** alone is a stream of this page's own, only while the page is seen. */
function alone(path: string, hear: (told: Told) => void, signal: AbortSignal): Stream {
  const hub = new Hub((url) => new EventSource(url));
  const stream = { join: () => hub.join(path, path, hear), leave: () => hub.leave(path) };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stream.leave();
    stream.join();
    hear({ kind: "found" });
  }, { signal });
  return stream;
}

/**
 * streams hears the stream that an element's `data-stream` names. Its events become
 * events of the page; one without a name holds parts of the page. `st:lost` and
 * `st:found` tell how the stream is.
 */
export function streams(root: Document, swap: (at: Element, text: string) => void): void {
  for (const at of root.querySelectorAll<HTMLElement>("[data-stream]")) {
    listen(at.dataset.stream ?? "", (told) => {
      if (told.kind !== "event") root.dispatchEvent(new CustomEvent(`st:${told.kind}`));
      else if (told.name === "message") swap(at, told.data);
      else root.dispatchEvent(new CustomEvent(told.name, { detail: { data: told.data } }));
    });
  }
}
