/** The step that the user looks back at: one for all cards. Undefined while everything follows the newest. */
export class StepCursor {
  readonly #changed: () => void;
  #step: number | undefined;
  #stopPlaying: (() => void) | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get step(): number | undefined {
    return this.#step;
  }

  set step(step: number | undefined) {
    if (step === this.#step) return;
    this.#step = step;
    this.#changed();
  }

  /** Only one film runs at a time. */
  play(stop: () => void): void {
    if (this.#stopPlaying !== stop) this.#stopPlaying?.();
    this.#stopPlaying = stop;
  }

  /** What shows that a film has started or stopped is drawn again. */
  announce(): void {
    this.#changed();
  }
}

/** Index of the step nearest to another, the earlier of two; -1 where there is none. */
export function nearestIndex(steps: readonly number[], step: number): number {
  let nearest = -1;
  steps.forEach((kept, index) => {
    const best = steps[nearest];
    if (best === undefined || Math.abs(kept - step) < Math.abs(best - step)) nearest = index;
  });
  return nearest;
}
