/**
 * The step that the whole panel looks at: a line in every chart over steps. The pointer and the arrow keys move it;
 * a click pins it, and then samples, distributions, histogram and figures are those kept at or before it. Without a
 * pinned step everything follows the newest.
 */
export class StepCursor {
  readonly #changed: () => void;
  #step: number | undefined;
  #pointed: number | undefined;
  #stopPlaying: (() => void) | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The pinned step. */
  get step(): number | undefined {
    return this.#step;
  }

  set step(step: number | undefined) {
    if (step === this.#step) return;
    this.#step = step;
    this.#changed();
  }

  /** The step under the pointer, or where the arrow keys have gone. */
  get pointed(): number | undefined {
    return this.#pointed;
  }

  set pointed(step: number | undefined) {
    if (step === this.#pointed) return;
    this.#pointed = step;
    this.#changed();
  }

  /** The step whose values are read out; undefined for the newest. */
  get at(): number | undefined {
    return this.#pointed ?? this.#step;
  }

  /** Only one film runs at a time. */
  play(stop: () => void): void {
    if (this.#stopPlaying !== stop) this.#stopPlaying?.();
    this.#stopPlaying = stop;
  }

  /** The user chooses a step: no film moves it on. */
  stopPlaying(): void {
    this.#stopPlaying?.();
  }

  /** What shows that a film has started or stopped is drawn again. */
  announce(): void {
    this.#changed();
  }
}

/**
 * Index of the last entry at or before a step; of the first where all come later; -1 where there is none.
 * @param steps ascending
 */
export function indexAt(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? Infinity) <= step) low = middle + 1;
    else high = middle;
  }
  return steps.length === 0 ? -1 : Math.max(0, low - 1);
}
