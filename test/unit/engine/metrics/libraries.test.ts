import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { OnnxRuntime } from '../../../../src/engine/executors/session';
import { medianDistance, pairDistances } from '../../../../src/engine/metrics/distances';
import { frechetDistance, momentsOf } from '../../../../src/engine/metrics/frechet';
import { kernelInceptionDistance } from '../../../../src/engine/metrics/kernelInceptionDistance';
import { gaussianKernels, squaredMmd } from '../../../../src/engine/metrics/kernelMmd';
import { memorization } from '../../../../src/engine/metrics/memorization';
import {
  manifoldScores,
  nearestNeighbourAccuracy,
} from '../../../../src/engine/metrics/neighbours';
import { PARZEN_SIGMAS, parzenEstimate } from '../../../../src/engine/metrics/parzen';
import { rowsOf, sampleSet } from '../../../../src/engine/metrics/sampleSet';
import { slicedWasserstein, wasserstein1 } from '../../../../src/engine/metrics/wasserstein';
import { nearestOf, withDistanceBlocks } from '../../../../src/worker/evaluation/distanceBlocks';
import { reference, setsOf } from './reference';

const computedOn = (runtime: OnnxRuntime | undefined) => ({
  runtime,
  threads: 1,
  onRows: () => undefined,
});

const column = (values: readonly number[], dimensions: number): Float32Array =>
  Float32Array.from(values.filter((_, i) => i % dimensions === 0));

describe.each(Object.entries(reference.cases))('the samples "%s"', (_, expected) => {
  const { real, fake } = setsOf(expected);
  const distances = pairDistances(real, fake);

  it('are as far apart along lines as SciPy and POT say', () => {
    const x = column(expected.real, expected.dimensions);
    const y = column(expected.fake, expected.dimensions).subarray(0, x.length - 20);
    expect(wasserstein1(x, y)).toBeCloseTo(expected.wasserstein1, 5);
    const directions = sampleSet(Float32Array.from(expected.directions), expected.dimensions);
    for (const order of [1, 2] as const) {
      const value = slicedWasserstein(real, fake, directions, order);
      expect(value).toBeCloseTo(expected.slicedWasserstein[order], 5);
    }
  });

  it('have the precision, recall, density and coverage of prdc', () => {
    const scores = manifoldScores(distances, reference.neighbours);
    for (const name of ['precision', 'recall', 'density', 'coverage'] as const) {
      expect(scores[name]).toBeCloseTo(expected.manifold[name], 10);
    }
  });

  it('are told apart by nearest neighbours as scikit-learn does', () => {
    expect(nearestNeighbourAccuracy(distances)).toEqual(expected.nearestNeighbour);
  });

  it('have the kernel distances of torch-fidelity and scikit-learn', () => {
    expect(medianDistance(distances.real, real.count)).toBeCloseTo(expected.medianDistance, 5);
    const kernels = gaussianKernels(distances, reference.bandwidths);
    expect(squaredMmd(kernels)).toBeCloseTo(expected.squaredMmd, 6);
    const kid = kernelInceptionDistance(real, fake);
    expect(kid).toBeCloseTo(expected.kernelInceptionDistance, 6);
  });

  it('have the Fréchet distance of torch-fidelity', () => {
    const value = frechetDistance(momentsOf(real), momentsOf(fake));
    expect(value).toBeCloseTo(expected.frechet, 6);
  });

  it.each([
    ['by products', onnxRuntime as unknown as OnnxRuntime],
    ['by differences', undefined],
  ])('have the Parzen log-likelihood of the formula in float64 (%s)', async (_kind, runtime) => {
    const half = real.count / 2;
    const halves = [rowsOf(real, 0, half), rowsOf(real, half, real.count)] as const;
    const estimate = await withDistanceBlocks(fake, computedOn(runtime), (blocks) =>
      parzenEstimate(fake.count, ...halves, blocks),
    );
    reference.sigmas.forEach((sigma, i) => expect(PARZEN_SIGMAS[i]).toBeCloseTo(sigma, 12));
    expect(estimate.sigma).toBeCloseTo(expected.parzen.sigma, 12);
    expect(estimate.mean).toBeCloseTo(expected.parzen.mean, 4);
    expect(estimate.standardError).toBeCloseTo(expected.parzen.standardError, 4);
  });

  it.each([
    ['by products', onnxRuntime as unknown as OnnxRuntime],
    ['by differences', undefined],
  ])('lie as near to training data as SciPy says (%s)', async (_kind, runtime) => {
    const half = real.count / 2;
    const [training, heldOut] = [rowsOf(real, 0, half), rowsOf(real, half, real.count)];
    const { ratio, score } = await withDistanceBlocks(
      training,
      computedOn(runtime),
      async (blocks) =>
        memorization(
          await nearestOf(fake, training, blocks),
          await nearestOf(heldOut, training, blocks),
        ),
    );
    expect(ratio).toBeCloseTo(expected.memorization.ratio, 5);
    const [m, n] = [fake.count, half];
    const uncorrected = Math.sqrt((m * n * (m + n + 1)) / 12);
    // Distances are real numbers: hardly any two are equal.
    expect(score).toBeCloseTo((expected.memorization.u - (m * n) / 2) / uncorrected, 3);
  });
});
