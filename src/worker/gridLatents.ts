/** The latents of the sample grids, and which class each sample is of. */
import type { LoadedNetworks } from '../engine/trainer';
import { CLASS_COLUMNS } from '../protocol/runModel';

export interface GridLatents {
  readonly count: number;
  /** [count, latent dimension], in the order of the grid. */
  readonly latents: Float32Array;
  /** [count], for networks that are told classes. */
  readonly classes?: Float32Array;
  /** Samples in a row, where the columns stand for classes. */
  readonly columns?: number;
  /** What the columns stand for, for whoever opens a picture. */
  readonly description?: string;
}

/**
 * As many latents as there are samples; with classes one column for each of these, and in a row the same latent vector:
 * as many whole rows as `samples` allow, one at least.
 *
 * @param classes names of the classes that the networks are told
 */
export function gridLatents(
  networks: Pick<LoadedNetworks, 'fixedLatents'>,
  samples: number,
  classes: readonly string[] | undefined,
): GridLatents {
  if (classes === undefined) return { count: samples, latents: networks.fixedLatents(samples) };
  const columns = Math.min(classes.length, CLASS_COLUMNS);
  const rows = Math.max(1, Math.floor(samples / columns));
  const count = rows * columns;
  const shown = classes.slice(0, columns).join(', ');
  return {
    count,
    columns,
    latents: repeatRows(networks.fixedLatents(rows), rows, columns),
    classes: Float32Array.from({ length: count }, (_, i) => i % columns),
    description: latin1(`One column per class, one row per latent vector. Classes: ${shown}.`),
  };
}

/** Each latent vector once for every class. */
function repeatRows(latents: Float32Array, rows: number, columns: number): Float32Array {
  const dimension = latents.length / rows;
  const repeated = new Float32Array(columns * latents.length);
  for (let i = 0; i < rows * columns; i += 1) {
    const from = Math.floor(i / columns) * dimension;
    repeated.set(latents.subarray(from, from + dimension), i * dimension);
  }
  return repeated;
}

/** What a text chunk of a PNG can hold. */
function latin1(text: string): string {
  return text.replace(/[^\x20-\x7e\xa1-\xff]/gu, '?');
}
