/** Share of one core that drawing may take, leaving room for the browser's own layout and raster work. */
const SHARE_OF_A_CORE = 0.015;
/** The page never lags behind by more. */
const LONGEST_WAIT_MS = 1500;
/** Runs looked back on: on a busy machine some of them take long for no fault of their own. */
const REMEMBERED_RUNS = 4;

/**
 * Runs a task in an animation frame, at most once a frame and never while the page is hidden. A task that turns out
 * to be expensive is spaced out, so that its cost stays below a fixed share of a core whatever the rate of requests.
 */
export class PacedTask {
  readonly #task: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #earliest = 0;
  #owed = false;
  #costs: readonly number[] = [];

  constructor(task: () => void) {
    this.#task = task;
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
    this.#owed = false;
    const start = performance.now();
    this.#task();
    const end = performance.now();
    this.#costs = [...this.#costs, end - start].slice(-REMEMBERED_RUNS);
    const wait = Math.min(...this.#costs) / SHARE_OF_A_CORE;
    this.#earliest = end + Math.min(wait, LONGEST_WAIT_MS);
  }
}
