// Unsent changes, kept on this computer until the server has them.

import type { Change } from "./queue.ts";

const name = "stanok";
const table = "changes";

/** Store keeps the unsent changes of one processing. It never fails: without it they are kept in memory alone. */
export class Store {
  #processing: string;
  #client: string;
  #base: Promise<IDBDatabase | null>;

  constructor(processing: string, client: string) {
    this.#processing = processing;
    this.#client = client;
    this.#base = open();
  }

  /** put replaces what this tab keeps. */
  async put(changes: Change[]): Promise<void> {
    const base = await this.#base;
    if (!base) return;
    const at = base.transaction(table, "readwrite");
    if (changes.length === 0) at.objectStore(table).delete(this.#key());
    else at.objectStore(table).put(changes, this.#key());
    at.commit(); // the page may be gone soon
  }

  /** take returns what earlier tabs have left of this processing, and makes it this tab's. */
  async take(): Promise<Change[]> {
    const base = await this.#base;
    if (!base) return [];
    return new Promise((resolve) => {
      const left: Change[] = [];
      const done = base.transaction(table, "readwrite");
      const all = done.objectStore(table);
      const range = IDBKeyRange.bound([this.#processing], [this.#processing, []]);
      all.openCursor(range).onsuccess = (event) => {
        const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result;
        if (!cursor) {
          if (left.length > 0) all.put(left, this.#key());
          return;
        }
        left.push(...(cursor.value as Change[]));
        cursor.delete();
        cursor.continue();
      };
      done.oncomplete = () => resolve(left);
      done.onabort = () => resolve([]);
    });
  }

  #key(): IDBValidKey {
    return [this.#processing, this.#client];
  }
}

function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(table);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
