// Where an action may stand: in which list, and behind which action.

/** Stop is a place in the chain. after is "" at the beginning of its list. */
export interface Stop {
  parent: string;
  branch: string;
  after: string;
}

/** List is one list of the chain and the ids in it, in order. */
export interface List {
  parent: string;
  branch: string;
  ids: string[];
}

/** stops lists every place for an action, in reading order; none is inside itself. */
export function stops(lists: List[], id: string): Stop[] {
  const own = inside(lists, id);
  const walk = (list: List): Stop[] => {
    const all: Stop[] = [];
    const others = list.ids.filter((i) => i !== id);
    // Nothing stands before the source.
    if (others[0] !== "source") all.push({ parent: list.parent, branch: list.branch, after: "" });
    for (const after of others) {
      for (const inner of lists) if (inner.parent === after && !own.has(inner)) all.push(...walk(inner));
      all.push({ parent: list.parent, branch: list.branch, after });
    }
    return all;
  };
  const top = lists.find((l) => l.parent === "");
  return top ? walk(top) : [];
}

/** where finds the place that an action has now. */
export function where(lists: List[], id: string): Stop | null {
  for (const list of lists) {
    const at = list.ids.indexOf(id);
    if (at >= 0) return { parent: list.parent, branch: list.branch, after: list.ids[at - 1] ?? "" };
  }
  return null;
}

/** same reports whether two places are one. */
export function same(a: Stop, b: Stop): boolean {
  return a.parent === b.parent && a.branch === b.branch && a.after === b.after;
}

/** within reports whether a place is inside an action. */
export function within(lists: List[], id: string, stop: Stop): boolean {
  return [...inside(lists, id)].some((l) => l.parent === stop.parent && l.branch === stop.branch);
}

/** inside gathers the lists that an action holds, however deep. */
function inside(lists: List[], id: string): Set<List> {
  const all = new Set<List>();
  for (const list of lists) {
    if (list.parent !== id) continue;
    all.add(list);
    for (const inner of list.ids) for (const deep of inside(lists, inner)) all.add(deep);
  }
  return all;
}
