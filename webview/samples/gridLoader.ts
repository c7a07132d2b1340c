import type { PanelMessage } from '../../src/protocol/panelProtocol';
import type { SamplesReply } from '../store';
import { GridCache, type Grid } from './gridCache';
import { pngText } from './pngText';

/** A request without an answer by then counts as lost. */
const REQUEST_TIMEOUT_MS = 5000;

/**
 * Asks the host for grids, one at a time and always the one wanted last: dragging a slider over a thousand grids asks
 * for those it rests on.
 */
export class GridLoader {
  readonly #post: (message: PanelMessage) => void;
  readonly #arrived: () => void;
  readonly #cache = new GridCache();
  #requested: { step: number; at: number } | undefined;
  #wanted: number | undefined;
  #newestArrived: number | undefined;

  constructor(post: (message: PanelMessage) => void, arrived: () => void) {
    this.#post = post;
    this.#arrived = arrived;
  }

  /** The grid of a step if it is here; asks for it otherwise. */
  want(step: number): Grid | undefined {
    const grid = this.#cache.get(step);
    if (grid === undefined) {
      this.#wanted = step;
      this.#request();
    }
    return grid;
  }

  /** The latest step of those whose picture has come. */
  get newestArrived(): number | undefined {
    return this.#newestArrived;
  }

  async receive({ step, png, problem }: SamplesReply): Promise<void> {
    const grid = png === undefined ? { problem: problem ?? '' } : await decode(png);
    this.#cache.set(step, grid);
    if ('image' in grid) this.#newestArrived = Math.max(step, this.#newestArrived ?? step);
    if (this.#requested?.step === step) this.#requested = undefined;
    this.#request();
    this.#arrived();
  }

  /** Replies may have been lost: asks again for what is still wanted. */
  restart(): void {
    this.#requested = undefined;
    this.#cache.dropProblems();
    this.#request();
  }

  #request(): void {
    const step = this.#wanted;
    if (step === undefined || this.#cache.has(step)) return;
    const now = performance.now();
    if (this.#requested !== undefined && now - this.#requested.at < REQUEST_TIMEOUT_MS) return;
    this.#requested = { step, at: now };
    this.#post({ type: 'requestSamples', step });
  }
}

/** @param png the bytes of a PNG file, not trusted: the browser's decoder checks them */
async function decode(png: Uint8Array): Promise<Grid> {
  try {
    const blob = new Blob([new Uint8Array(png)], { type: 'image/png' });
    const image = await createImageBitmap(blob);
    const extent = pngText(png, 'Extent');
    return extent === undefined ? { image } : { image, extent };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
