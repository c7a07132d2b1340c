/** Time a grid is shown while playing. */
const FRAME_MS = 160;
/** The same, for those who asked for less motion: a slide show rather than a film. */
const REDUCED_MOTION_FRAME_MS = 1500;

/** Which of the kept grids is on show: the newest as they come, a chosen one, or one after the other. */
export class Film {
  readonly #changed: () => void;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #chosen: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #steps: readonly number[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get followsLatest(): boolean {
    return this.#chosen === undefined;
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
    const last = this.#steps.length - 1;
    if (this.#chosen === undefined) return last;
    const index = this.#steps.indexOf(this.#chosen);
    return index === -1 ? last : index;
  }

  get step(): number | undefined {
    return this.#steps[this.index];
  }

  choose(index: number): void {
    this.stop();
    this.#show(index);
  }

  /** The kept step nearest to any step of the run. */
  chooseNear(step: number): void {
    if (this.#steps.length === 0) return;
    const distances = this.#steps.map((kept) => Math.abs(kept - step));
    this.choose(distances.indexOf(Math.min(...distances)));
  }

  followLatest(): void {
    this.stop();
    this.#chosen = undefined;
    this.#changed();
  }

  /** Plays from the grid on show, from the first one when that is the last. */
  play(): void {
    if (this.#steps.length === 0) return;
    this.#show(this.index >= this.#steps.length - 1 ? 0 : this.index);
    this.#wait();
    this.#changed();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed();
  }

  #show(index: number): void {
    this.#chosen = this.#steps[Math.min(Math.max(0, index), this.#steps.length - 1)];
    this.#changed();
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
