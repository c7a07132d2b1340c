/** Plays through steps when asked to; nothing moves by itself. */
export class Player {
  readonly #advance: (steps: number) => boolean;
  readonly #changed: () => void;
  readonly #reducedMotion: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param advance goes on by so many steps; false at the end */
  constructor(
    advance: (steps: number) => boolean,
    changed: () => void,
    reducedMotion: () => boolean,
  ) {
    this.#advance = advance;
    this.#changed = changed;
    this.#reducedMotion = reducedMotion;
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  readonly stop = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed();
  };

  /** @param perSecond steps a second */
  play(perSecond: number): void {
    // For those who asked for less motion: a slide show rather than a film.
    const interval = this.#reducedMotion() ? 1500 : 40;
    const steps = Math.max(1, Math.round((perSecond * interval) / 1000));
    const tick = (): void => {
      const goesOn = this.#advance(steps);
      this.#timer = goesOn ? setTimeout(tick, interval) : undefined;
      this.#changed();
    };
    this.#timer = setTimeout(tick, interval);
    this.#changed();
  }
}
