import { indexAt, type StepCursor } from '../stepCursor';

/** Time a grid is shown while playing. */
const FRAME_MS = 160;
/** The same, for those who asked for less motion: a slide show rather than a film. */
const REDUCED_MOTION_FRAME_MS = 1500;

/**
 * Which of the kept pictures is on show: the newest as they come, the one at or before the pinned step, or one after
 * the other.
 */
export class Film {
  readonly #cursor: StepCursor;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #steps: readonly number[] = [];

  constructor(cursor: StepCursor) {
    this.#cursor = cursor;
  }

  get followsLatest(): boolean {
    return this.#cursor.step === undefined;
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  get steps(): readonly number[] {
    return this.#steps;
  }

  setSteps(steps: readonly number[]): void {
    this.#steps = steps;
  }

  /** Index into the kept steps; -1 while there is none. */
  get index(): number {
    const { step } = this.#cursor;
    return step === undefined ? this.#steps.length - 1 : indexAt(this.#steps, step);
  }

  get step(): number | undefined {
    return this.#steps[this.index];
  }

  choose(index: number): void {
    this.stop();
    this.#show(index);
  }

  followLatest(): void {
    this.stop();
    this.#cursor.step = undefined;
  }

  /** Plays from the picture on show, from the first one when that is the last. */
  play(): void {
    if (this.#steps.length === 0) return;
    this.#cursor.play(this.stop);
    this.#show(this.index >= this.#steps.length - 1 ? 0 : this.index);
    this.#wait();
    this.#cursor.announce();
  }

  readonly stop = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cursor.announce();
  };

  #show(index: number): void {
    this.#cursor.step = this.#steps[Math.min(Math.max(0, index), this.#steps.length - 1)];
  }

  #wait(): void {
    const delay = this.#reducedMotion.matches ? REDUCED_MOTION_FRAME_MS : FRAME_MS;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.index >= this.#steps.length - 1) {
        this.followLatest();
        return;
      }
      this.#show(this.index + 1);
      this.#wait();
    }, delay);
  }
}
