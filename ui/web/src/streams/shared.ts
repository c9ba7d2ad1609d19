// The script of the worker that all pages of a browser share: it holds their streams.
import { Hub, type Told } from "./hub.ts";

/** FromPage is what a page says to the worker: what it hears, also when it is asked, or that it goes. */
export type FromPage = { join: string } | { leave: true };
/** ToPage is what the worker says to a page; ask asks whether it is still there. */
export type ToPage = Told | { kind: "ask" };

/** How often pages are asked whether they are still there, in milliseconds: one that was killed does not say so. */
const ask = 20_000;
/** How many times in a row one may not answer, as one that is frozen does not. */
const patience = 3;

const hub = new Hub((url) => new EventSource(url));
const silent = new Map<MessagePort, number>();
const given = new WeakSet<MessagePort>();

const meet = (port: MessagePort): void => {
  const tell = (told: ToPage): void => port.postMessage(told);
  port.onmessage = (event: MessageEvent) => {
    const said = event.data as FromPage;
    if ("leave" in said) {
      silent.delete(port);
      hub.leave(port);
      return;
    }
    silent.set(port, 0);
    hub.join(port, said.join, tell);
    if (given.delete(port)) tell({ kind: "found" }); // it was frozen, and has missed something
  };
};

self.addEventListener("connect", (event) => {
  for (const port of (event as MessageEvent).ports) meet(port);
});

setInterval(() => {
  for (const [port, times] of silent) {
    if (times >= patience) {
      silent.delete(port);
      given.add(port);
      hub.leave(port);
      continue;
    }
    silent.set(port, times + 1);
    port.postMessage({ kind: "ask" });
  }
}, ask);
