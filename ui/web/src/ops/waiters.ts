interface Waiter {
  all: boolean;
  go: () => void;
}

/** Waiters are requests of the page that wait for the draft they are about to be saved. */
export class Waiters {
  #waiting: Waiter[] = [];
  #over: (all: boolean) => boolean;

  /** over tells whether the wait is over: for one who needs all saved, and for one who only looks. */
  constructor(over: (all: boolean) => boolean) {
    this.#over = over;
  }

  /** wait waits until all is saved; who only looks is not kept while the server does not answer. */
  wait(all: boolean): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ all, go });
      this.release();
    });
  }

  /** release lets go those whose wait is over. */
  release(): void {
    const free = this.#waiting.filter((w) => this.#over(w.all));
    this.#waiting = this.#waiting.filter((w) => !free.includes(w));
    for (const w of free) w.go();
  }
}
