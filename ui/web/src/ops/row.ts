// Rows of a table as values of the document.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Cell is one control of a row. A quiet one has a value even in a row nobody filled. */
export interface Cell {
  key: string;
  value: Json;
  quiet?: boolean;
}

/** rows makes an object of each row; rows that are wholly empty are left out. */
export function rows(table: Cell[][]): Json[] {
  return table.filter(filled).map((row) => {
    const object: { [key: string]: Json } = {};
    for (const cell of row) {
      if (cell.value !== null && cell.value !== "") object[cell.key] = cell.value;
    }
    return object;
  });
}

/** pairs makes one object of rows with a name and a value; a name given twice has a list. */
export function pairs(table: Cell[][]): Json {
  const object = new Map<string, Json>();
  for (const row of table) {
    const name = of(row, "name");
    if (typeof name !== "string" || name === "") continue;
    const value = of(row, "value") ?? "";
    const before = object.get(name);
    if (before === undefined) object.set(name, value);
    else object.set(name, Array.isArray(before) ? [...before, value] : [before, value]);
  }
  return object.size === 0 ? null : Object.fromEntries(object);
}

function filled(row: Cell[]): boolean {
  return row.some((cell) => !cell.quiet && cell.value !== null && cell.value !== "" && cell.value !== false);
}

function of(row: Cell[], key: string): Json | undefined {
  return row.find((cell) => cell.key === key)?.value;
}
