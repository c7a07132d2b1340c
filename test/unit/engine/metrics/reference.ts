import fs from 'node:fs';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import { compileKernels } from '../../../../src/engine/kernels';
import { type SampleSet, sampleSet } from '../../../../src/engine/metrics/sampleSet';
import { createStreams, type Streams } from '../../../../src/engine/random/streams';

/** What other libraries make of the same samples: written by reference.py beside it. */
export interface ReferenceCase {
  readonly dimensions: number;
  readonly real: number[];
  readonly fake: number[];
  readonly directions: number[];
  readonly wasserstein1: number;
  readonly slicedWasserstein: Readonly<Record<'1' | '2', number>>;
  readonly manifold: Readonly<Record<'precision' | 'recall' | 'density' | 'coverage', number>>;
  readonly nearestNeighbour: { readonly real: number; readonly fake: number };
  readonly medianDistance: number;
  readonly squaredMmd: number;
  readonly kernelInceptionDistance: number;
  readonly frechet: number;
  readonly parzen: {
    readonly sigma: number;
    readonly mean: number;
    readonly standardError: number;
  };
  readonly memorization: { readonly ratio: number; readonly u: number; readonly pValue: number };
}

interface Reference {
  readonly neighbours: number;
  readonly bandwidths: number[];
  readonly sigmas: number[];
  readonly cases: Readonly<Record<'plane' | 'features', ReferenceCase>>;
}

export const reference = JSON.parse(
  fs.readFileSync(inRoot('test/fixtures/metrics/reference.json'), 'utf8'),
) as Reference;

export function setsOf({ real, fake, dimensions }: ReferenceCase): {
  real: SampleSet;
  fake: SampleSet;
} {
  return {
    real: sampleSet(Float32Array.from(real), dimensions),
    fake: sampleSet(Float32Array.from(fake), dimensions),
  };
}

export function testStreams(seed = 2014): Streams {
  const module = compileKernels(fs.readFileSync(inRoot('dist/kernels.wasm')));
  return createStreams(seed, module.instantiate(0));
}

/** n samples of N(mean, deviation² I). */
export function normalSet(
  streams: Streams,
  index: number,
  shape: { count: number; dimensions: number },
  mean: readonly number[] = [],
  deviation = 1,
): SampleSet {
  const { count, dimensions } = shape;
  const values = new Float32Array(count * dimensions);
  streams.fillNormal('data', index, values);
  return sampleSet(
    values.map((value, i) => deviation * value + (mean[i % dimensions] ?? 0)),
    dimensions,
  );
}

/** Mean and standard error of the mean. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
