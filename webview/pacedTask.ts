/** Share of one core that drawing may take, leaving room for the browser's own layout and raster work. */
const SHARE_OF_A_CORE = 0.015;
/** The page never lags behind by more. */
const LONGEST_WAIT_MS = 1500;
/** Runs looked back on: on a busy machine some of them take long for no fault of their own. */
const REMEMBERED_RUNS = 4;

/**
 * Runs a task in an animation frame, at most once a frame and never while the page is hidden; what it has left goes on
 * in the frames after. A task that turns out to be expensive is spaced out, so that its cost stays below a fixed share
 * of a core whatever the rate of requests.
 */
export class PacedTask {
  readonly #start: () => void;
  readonly #goOn: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #earliest = 0;
  #owed = false;
  #urgent = false;
  #unfinished = false;
  #cost = 0;
  #costs: readonly number[] = [];

  /** @param goOn does a part of the rest after the start; returns whether more is left */
  constructor(start: () => void, goOn = (): boolean => false) {
    this.#start = start;
    this.#goOn = goOn;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#owed) this.requestNow();
    });
  }

  /** As soon as the budget allows. */
  request(): void {
    this.#owed = true;
    if (document.hidden || this.#frame !== undefined || this.#timer !== undefined) return;
    const wait = this.#earliest - performance.now();
    if (wait <= 0) {
      this.#schedule();
    } else {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#schedule();
      }, wait);
    }
  }

  /** In the next frame: the user did something and waits to see it. */
  requestNow(): void {
    this.#owed = true;
    this.#urgent = true;
    if (!document.hidden) this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#run();
    });
  }

  #run(): void {
    const start = performance.now();
    // What is not urgent waits for the end of what goes on: otherwise a stream of it would have no end.
    if (this.#owed && (this.#urgent || !this.#unfinished)) {
      this.#owed = false;
      this.#urgent = false;
      this.#start();
    }
    this.#unfinished = this.#goOn();
    const end = performance.now();
    this.#cost += end - start;
    if (this.#unfinished) this.#schedule();
    else this.#finish(end);
  }

  #finish(now: number): void {
    this.#costs = [...this.#costs, this.#cost].slice(-REMEMBERED_RUNS);
    this.#cost = 0;
    const wait = Math.min(...this.#costs) / SHARE_OF_A_CORE;
    this.#earliest = now + Math.min(wait, LONGEST_WAIT_MS);
    if (this.#owed) this.request();
  }
}
