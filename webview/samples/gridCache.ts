/** Decoded grids kept at most: a film can be scrubbed back and forth without asking again. */
const GRID_LIMIT = 48;
/** Pixels kept at most, of 4 bytes each. */
const PIXEL_LIMIT = 24_000_000;

/** A grid as it came: an image, or why there is none. */
export type Grid =
  | {
      readonly image: ImageBitmap;
      /** What the axes of a picture of points span; absent for images. */
      readonly extent?: string;
    }
  | { readonly problem: string };

function pixelsOf(grid: Grid): number {
  return 'image' in grid ? grid.image.width * grid.image.height : 0;
}

/** The grids looked at last, by step. */
export class GridCache {
  /** Oldest use first. */
  readonly #grids = new Map<number, Grid>();
  #pixels = 0;

  get(step: number): Grid | undefined {
    const grid = this.#grids.get(step);
    if (grid !== undefined) {
      this.#grids.delete(step);
      this.#grids.set(step, grid);
    }
    return grid;
  }

  has(step: number): boolean {
    return this.#grids.has(step);
  }

  set(step: number, grid: Grid): void {
    this.#drop(step);
    this.#grids.set(step, grid);
    this.#pixels += pixelsOf(grid);
    for (const oldest of this.#grids.keys()) {
      if (this.#grids.size <= GRID_LIMIT && this.#pixels <= PIXEL_LIMIT) break;
      if (oldest !== step) this.#drop(oldest);
    }
  }

  /** Forgets what could not be shown, so that it is asked for again. */
  dropProblems(): void {
    for (const [step, grid] of this.#grids) if ('problem' in grid) this.#drop(step);
  }

  #drop(step: number): void {
    const grid = this.#grids.get(step);
    if (grid === undefined) return;
    this.#grids.delete(step);
    this.#pixels -= pixelsOf(grid);
    if ('image' in grid) grid.image.close();
  }
}
