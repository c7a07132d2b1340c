/** What as many samples of p_data itself get: no divergence of samples from a density can be expected to be lower. */
import { describe, expect, it } from 'vitest';
import { divergences, type Divergences } from '../../../../src/theory/divergences';
import { meanAndError, testStreams } from '../metrics/reference';

const streams = testStreams(6);
const REPEATS = 40;
/** Of the published simulation. */
const PUBLISHED_REPEATS = 200;

/** Shares of the cells that so many draws from all of them, equally likely, fall into. */
function shares(cells: number, draws: number, index: number): Float64Array {
  const drawn = new Uint32Array(draws);
  streams.fillIntegers('dataModes', index, cells, drawn);
  const found = new Float64Array(cells);
  for (const cell of drawn) found[cell]! += 1 / draws;
  return found;
}

describe.each([
  // Cells, samples; KL and JSD simulated in NumPy, and half of their last digit.
  { cells: 8, samples: 2500, kl: [0.00146, 5e-6], jsd: [0.000365, 5e-7] },
  { cells: 25, samples: 2500, kl: [0.00482, 5e-6], jsd: [0.00121, 5e-6] },
  { cells: 1000, samples: 26_000, kl: [0.0193, 5e-5], jsd: [0.00486, 5e-6] },
] as const)('$samples samples over $cells cells', ({ cells, samples, kl, jsd }) => {
  const uniform = new Float64Array(cells).fill(1 / cells);
  const all = Array.from({ length: REPEATS }, (_, i) => shares(cells, samples, i));
  const mean = (of: (found: Divergences) => number) =>
    meanAndError(all.map((found) => of(divergences(found, uniform))));
  /** 2n·KL and 8n·JSD are χ² of K − 1 degrees of freedom: standard error of a mean of so many. */
  const error = (factor: number, repeats: number): number =>
    Math.sqrt(2 * (cells - 1)) / (factor * samples) / Math.sqrt(repeats);
  /** Samples a cell: the series go on in powers of its reciprocal. */
  const each = samples / cells;

  it('are (K − 1)/2n from even in KL', () => {
    const found = mean(({ klForward }) => klForward).mean;
    // And (K² − 1)/12n².
    const expected = (cells - 1) / (2 * samples) + (cells ** 2 - 1) / (12 * samples ** 2);
    const rest = expected / each ** 2;
    expect(Math.abs(found - expected)).toBeLessThan(4 * error(2, REPEATS) + rest);
    const both = Math.hypot(error(2, REPEATS), error(2, PUBLISHED_REPEATS));
    expect(Math.abs(found - kl[0])).toBeLessThan(4 * both + kl[1]);
  });

  it('are (K − 1)/8n from even in JSD', () => {
    const found = mean(({ jensenShannon }) => jensenShannon).mean;
    // The next term of Σ (x²/8 − x³/16 + 7x⁴/192)/K with x = share·K − 1: (−1/16 + 3·7/192)·(K/n)².
    const expected = (cells - 1) / (8 * samples) + (3 / 64) * (cells / samples) ** 2;
    const rest = expected / each ** 2;
    expect(Math.abs(found - expected)).toBeLessThan(4 * error(8, REPEATS) + rest);
    const both = Math.hypot(error(8, REPEATS), error(8, PUBLISHED_REPEATS));
    expect(Math.abs(found - jsd[0])).toBeLessThan(4 * both + jsd[1]);
  });

  it('miss no cell', () => {
    // K(1 − 1/K)ⁿ of them are expected to be missed: 5e-9 at most.
    for (const found of all) expect(found.every((one) => one > 0)).toBe(true);
  });
});
