// The ways people write a path, and the one in which it is kept.

/**
 * canonical gives ["request"][0]["id"] for that, for request[0].id, $.request[0].id
 * and /request/0/id. What it does not know as a plain path it leaves as it is:
 * filters and the like are the server's.
 */
export function canonical(path: string): string {
  const parts = read(path.trim());
  return parts === null ? path.trim() : parts.map((p) => `[${JSON.stringify(p)}]`).join("");
}

/** read takes a plain path apart; null is none. */
export function read(path: string): (string | number)[] | null {
  if (path.startsWith("/")) return pointer(path);
  const parts: (string | number)[] = [];
  let rest = path.replace(/^\$/, "");
  if (rest !== "" && !/^[.[]/.test(rest)) rest = `.${rest}`;
  while (rest !== "") {
    const m = /^\.([^.[\]"'\s*?()@,:]+)|^\[(\d+)\]|^\[("(?:[^"\\]|\\.)*")\]|^\['((?:[^'\\]|\\.)*)'\]/.exec(rest);
    if (!m) return null;
    const key = m[3] === undefined ? undefined : quoted(m[3]);
    if (key === null) return null;
    parts.push(m[2] !== undefined ? Number(m[2]) : (key ?? m[1] ?? (m[4] ?? "").replace(/\\(.)/g, "$1")));
    rest = rest.slice(m[0].length);
  }
  return parts.length === 0 ? null : parts;
}

function pointer(path: string): (string | number)[] | null {
  const parts = path.slice(1).split("/").map((p) => p.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (parts.some((p) => p === "")) return null;
  return parts.map((p) => (/^(?:0|[1-9]\d*)$/.test(p) ? Number(p) : p));
}

function quoted(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

/** lines reads pasted rows: a name and a path each, apart by a tab, a dash, = or a colon, or a path alone. */
export function lines(text: string): { name: string; path: string }[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const m = /^([^\t=:[\]"]+?)\s*(?:\t| [-–—] |=|:)\s*(.+)$/.exec(line) ?? /^([\p{L}_][\p{L}\p{N}_]*)\s+([$[/"].*)$/u.exec(line);
      if (m) return { name: (m[1] ?? "").trim(), path: canonical(m[2] ?? "") };
      const path = canonical(line);
      return { name: last(path), path };
    });
}

/** last is the name that a path suggests: its last key. */
export function last(path: string): string {
  const keys = (read(path) ?? []).filter((p) => typeof p === "string");
  return keys[keys.length - 1] ?? path;
}

/** free gives a name that is not taken: id, id_2, id_3. */
export function free(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let n = 2;
  while (taken.includes(`${name}_${n}`)) n++;
  return `${name}_${n}`;
}
