import type { Change } from "./queue.ts";

/** How long an answer may take, in milliseconds, before the request is made again. */
const patience = 20_000;

/** Answer is what became of a request. */
export interface Answer {
  /**
   * taken: the server has decided about every change, whatever it decided.
   * later: it has not heard, or cannot now. signin: it asks in the body who is there.
   */
  outcome: "taken" | "later" | "signin";
  /** Ids of changes that were not taken; the body says why. */
  refused: string[];
  conflict: boolean;
  revision?: number;
  body: string;
  /** The action that was added. */
  added?: string;
  /** Id of the element that gets the focus. */
  focus?: string;
  /** What is to be read out. */
  say?: string;
  /** Milliseconds the server wants to be left alone. */
  wait?: number;
}

/** Sender is where changes come from: whose they are, and which node was at hand. */
export interface Sender {
  client: string;
  person: string;
  at: string;
}

/** send posts changes. It never throws. */
export async function send(url: string, from: Sender, changes: Change[], seen: Record<string, string> = {}, last = false): Promise<Answer> {
  const body = JSON.stringify({
    ...from,
    base: changes[0]?.base ?? 0,
    changes: changes.map(({ base: _, shown: __, contested: ___, ...change }) => change),
  });
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", Accept: "text/html", "HX-Request": "true", ...seen },
      redirect: "manual",
      keepalive: last,
      ...(last ? {} : { signal: AbortSignal.timeout(patience) }),
    });
    return await answer(response);
  } catch {
    return { outcome: "later", refused: [], conflict: false, body: "" };
  }
}

async function answer(r: Response): Promise<Answer> {
  const none = { refused: [], conflict: false, body: "" };
  if (r.status === 401) return { ...none, outcome: "signin", body: await r.text() };
  if (r.status >= 500 || r.status === 429 || r.status === 408) {
    const seconds = Number(r.headers.get("Retry-After"));
    return { ...none, outcome: "later", ...(seconds > 0 ? { wait: seconds * 1000 } : {}) };
  }
  const refused = (r.headers.get("Stanok-Refused") ?? "").split(",").map((id) => id.trim()).filter(Boolean);
  const conflict = r.status === 409;
  if (!r.ok && !conflict && refused.length === 0) return { ...none, outcome: "later", body: await r.text() };
  const revision = Number(r.headers.get("Stanok-Revision"));
  // Some network on the way may answer in the server's place.
  if (!revision && refused.length === 0) return { ...none, outcome: "later" };
  const full: Answer = { outcome: "taken", refused, conflict, body: await r.text() };
  if (revision > 0) full.revision = revision;
  const added = r.headers.get("Stanok-Added");
  if (added) full.added = added;
  const focus = r.headers.get("Stanok-Focus");
  if (focus) full.focus = focus;
  const trigger = r.headers.get("HX-Trigger");
  const say = trigger?.startsWith("{") ? (JSON.parse(trigger) as { "st:say"?: { value: string } })["st:say"]?.value : undefined;
  if (say) full.say = say;
  return full;
}
