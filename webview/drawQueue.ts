/** Of one frame; the rest of a sixtieth of a second is for layout, paint and input. */
const BUDGET_MS = 6;

interface Part<Of> {
  draw: (of: Of) => void;
}

/**
 * Draws parts one after the other, as many in a frame as its budget allows and one at least. What a frame has left over
 * comes first in the next, even when all are to be drawn again meanwhile: none waits for ever.
 */
export class DrawQueue<Of> {
  readonly #parts: readonly Part<Of>[];
  #due: readonly Part<Of>[] = [];

  constructor(parts: readonly Part<Of>[]) {
    this.#parts = parts;
  }

  /** All of them are to be drawn. */
  fill(): void {
    const others = this.#parts.filter((part) => !this.#due.includes(part));
    this.#due = [...this.#due, ...others];
  }

  /** @returns whether some are left */
  drawSome(of: Of): boolean {
    const end = performance.now() + BUDGET_MS;
    do {
      const [next, ...rest] = this.#due;
      this.#due = rest;
      next?.draw(of);
    } while (this.#due.length > 0 && performance.now() < end);
    return this.#due.length > 0;
  }
}
