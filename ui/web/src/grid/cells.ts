/** cells takes apart what a spreadsheet puts on the clipboard: rows of cells between tabs, some within quotes. */
export function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const end = (): void => {
    row.push(cell);
    cell = "";
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t") end();
    else if (c === "\n") {
      end();
      rows.push(row);
      row = [];
    } else if (c !== "\r") cell += c;
  }
  if (cell !== "" || row.length > 0) {
    end();
    rows.push(row);
  }
  return rows;
}

/** doubles finds rows whose keys an earlier row has: which, and that one. Blank keys are none. */
export function doubles(keys: string[][]): [number, number][] {
  const first = new Map<string, number>();
  const found: [number, number][] = [];
  for (const [i, key] of keys.entries()) {
    const all = key.map((k) => k.trim());
    if (all.every((k) => k === "")) continue;
    const one = all.join("\0");
    const other = first.get(one);
    if (other === undefined) first.set(one, i);
    else found.push([i, other]);
  }
  return found;
}
