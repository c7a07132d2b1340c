/** Squared distances of many samples to many others, by one matrix product for each block of rows. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGraphBuilder, type Graph, type Node, type Value } from '../../engine/capture/graph';
import { createSession, type OnnxRuntime } from '../../engine/executors/session';
import { distancesBetween, squaredNorms } from '../../engine/metrics/distances';
import type { DistanceBlocks } from '../../engine/metrics/parzen';
import { rowsOf, type SampleSet } from '../../engine/metrics/sampleSet';

/** As in the released code of Goodfellow et al. 2014. */
const ROWS = 100;

/** ‖x‖² + ‖y‖² − 2xy, in place of the products, none below 0. */
function distancesOf(products: Float32Array, rows: Float64Array, centres: Float64Array): void {
  rows.forEach((rowNorm, row) => {
    const own = products.subarray(row * centres.length, (row + 1) * centres.length);
    centres.forEach((norm, i) => {
      own[i] = Math.max(0, rowNorm + norm - 2 * (own[i] ?? 0));
    });
  });
}

/** rows · centresᵀ, with a free number of rows. */
function productGraph({ count, dimensions }: SampleSet): Graph {
  const nodes: Node[] = [];
  const rows: Value = { shape: [ROWS, dimensions], type: 'float32' };
  const centres: Value = { shape: [count, dimensions], type: 'float32' };
  const product = { shape: [ROWS, count], type: 'float32' } as const;
  const transposed = { transB: { int: 1 } };
  const output = createGraphBuilder(nodes).node('Gemm', [rows, centres], product, transposed);
  return {
    inputs: [
      { name: 'rows', value: rows },
      { name: 'centres', value: centres },
    ],
    nodes,
    outputs: [{ name: 'products', value: output }],
  };
}

/** What distances are computed on. */
export interface DistanceOptions {
  /** Absent where it cannot be loaded: then they are taken from the differences, slowly. */
  readonly runtime: OnnxRuntime | undefined;
  readonly threads: number;
  /** Hears of every block how many rows of the call are done. */
  readonly onRows: (done: number) => void;
}

/**
 * Lets `use` have the distances to `centres`, to about 10⁻⁶ of the squared norms of the samples: float32 products, as in
 * the released code. The memory they take is given back when its promise has settled.
 */
export async function withDistanceBlocks<T>(
  centres: SampleSet,
  { runtime, threads, onRows }: DistanceOptions,
  use: (distances: DistanceBlocks) => Promise<T>,
): Promise<T> {
  const { distances, release } = await openDistances(runtime, centres, threads);
  try {
    return await use(async (rows, each) => {
      for (let from = 0; from < rows.count; from += ROWS) {
        const block = rowsOf(rows, from, Math.min(rows.count, from + ROWS));
        each(from, await distances(block));
        onRows(from + block.count);
        await nextTurn();
      }
    });
  } finally {
    await release();
  }
}

interface OpenDistances {
  readonly distances: (rows: SampleSet) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

async function openDistances(
  runtime: OnnxRuntime | undefined,
  centres: SampleSet,
  threads: number,
): Promise<OpenDistances> {
  if (runtime === undefined) {
    return {
      distances: (rows) => Promise.resolve(distancesBetween(rows, centres)),
      release: () => Promise.resolve(),
    };
  }
  const { count, dimensions } = centres;
  const freeRows = ['rows', 'products'];
  const session = await createSession(
    productGraph(centres),
    { graphName: 'products', freeRows },
    { runtime, threads, provider: 'cpu' },
  );
  const norms = squaredNorms(centres);
  const tensor = new runtime.Tensor('float32', centres.values, [count, dimensions]);
  return {
    distances: async (rows) => {
      const given = new runtime.Tensor('float32', rows.values, [rows.count, dimensions]);
      const { products } = await session.run({ rows: given, centres: tensor });
      const result = products?.data as Float32Array;
      distancesOf(result, squaredNorms(rows), norms);
      return result;
    },
    release: () => session.release(),
  };
}

/**
 * Distance from each row of `queries` to its nearest row of `set`. Near duplicates lose their digits in products, so the
 * distance to the nearest is taken again from the differences.
 *
 * @param distances to the rows of `set`
 * @param own the row of `set` that a query is itself, and that does not count
 */
export async function nearestOf(
  queries: SampleSet,
  set: SampleSet,
  distances: DistanceBlocks,
  own?: (query: number) => number,
): Promise<Float64Array> {
  const result = new Float64Array(queries.count);
  await distances(queries, (first, squared) => {
    for (let row = 0; row < squared.length / set.count; row += 1) {
      const query = first + row;
      const nearest = placeOfLeast(
        squared.subarray(row * set.count, (row + 1) * set.count),
        own?.(query),
      );
      const pair = distancesBetween(
        rowsOf(queries, query, query + 1),
        rowsOf(set, nearest, nearest + 1),
      );
      result[query] = Math.sqrt(pair[0] ?? NaN);
    }
  });
  return result;
}

function placeOfLeast(values: Float32Array, skip: number | undefined): number {
  let [place, least] = [0, Infinity];
  values.forEach((value, i) => {
    if (value < least && i !== skip) [place, least] = [i, value];
  });
  return place;
}
