// Changes that the server does not have yet, kept on this computer for who made them.

import { unique } from "../id.ts";
import type { Change } from "./queue.ts";

const name = "stanok";
const table = "changes";

/** How long changes are kept that nobody comes back for, in milliseconds. */
const patience = 30 * 24 * 60 * 60 * 1000;

/** Kept is what one tab has left, and when. */
interface Kept {
  at: number;
  changes: Change[];
}

/**
 * Store keeps what one person has changed in one processing; nobody else finds it.
 * It never fails: without it changes are kept in memory alone.
 */
export class Store {
  #owner: [person: string, processing: string];
  /** This page, for as long as it is loaded. */
  #page = unique();
  #base: Promise<IDBDatabase | null>;

  constructor(person: string, processing: string) {
    this.#owner = [person, processing];
    this.#base = open();
  }

  /** put replaces what this tab keeps. */
  async put(changes: Change[]): Promise<void> {
    const base = await this.#base;
    if (!base) return;
    const at = base.transaction(table, "readwrite");
    const kept: Kept = { at: Date.now(), changes };
    if (changes.length === 0) at.objectStore(table).delete(this.#key());
    else at.objectStore(table).put(kept, this.#key());
    at.commit(); // the page may be gone soon
  }

  /**
   * take returns what other pages of this person have left, oldest first, and makes
   * it this page's. Whoever left something too long ago has it forgotten.
   */
  async take(): Promise<Change[]> {
    const base = await this.#base;
    if (!base) return [];
    return new Promise((resolve) => {
      const left: Kept[] = [];
      const own: Change[] = [];
      const since = Date.now() - patience;
      const changes = (): Change[] => left.sort((a, b) => a.at - b.at).flatMap((one) => one.changes);
      const done = base.transaction(table, "readwrite");
      const all = done.objectStore(table);
      all.openCursor().onsuccess = (event) => {
        const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result;
        if (!cursor) {
          if (left.length > 0) all.put({ at: Date.now(), changes: [...changes(), ...own] }, this.#key());
          return;
        }
        const kept = cursor.value as Kept;
        const key = cursor.key as string[];
        const old = kept.at < since;
        const mine = this.#owner.every((part, i) => key[i] === part);
        if (mine && key[2] === this.#page) own.push(...kept.changes);
        else {
          if (mine && !old) left.push(kept);
          if (mine || old) cursor.delete();
        }
        cursor.continue();
      };
      done.oncomplete = () => resolve(changes());
      done.onabort = () => resolve([]);
    });
  }

  #key(): IDBValidKey {
    return [...this.#owner, this.#page];
  }
}

function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 2);
      request.onupgradeneeded = () => {
        const base = request.result;
        if (base.objectStoreNames.contains(table)) base.deleteObjectStore(table); // it did not say whose they were
        base.createObjectStore(table);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
