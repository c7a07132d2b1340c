import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import { readImageFile } from '../../../../src/dataFiles/idxFile';
import { pairDistances } from '../../../../src/engine/metrics/distances';
import { frechetDistance, momentsOf } from '../../../../src/engine/metrics/frechet';
import { kernelInceptionDistance } from '../../../../src/engine/metrics/kernelInceptionDistance';
import { manifoldScores } from '../../../../src/engine/metrics/neighbours';
import { sampleSet } from '../../../../src/engine/metrics/sampleSet';
import { DigitFeatures } from '../../../../src/worker/evaluation/digitFeatures';
import { openDigitModel } from '../../../../src/worker/evaluation/openDigitModel';

const MNIST = inRoot('../shared/data/mnist');

/** Of PyTorch, torch-fidelity and prdc: written by digitFeatures.py beside it. */
const reference = JSON.parse(
  readFileSync(inRoot('test/fixtures/metrics/digitFeatures.json'), 'utf8'),
) as Readonly<{
  neighbours: number;
  dimensions: number;
  real: number[];
  fake: number[];
  frechet: number;
  kernelInceptionDistance: number;
  manifold: Readonly<Record<'precision' | 'recall' | 'density' | 'coverage', number>>;
}>;

const real = sampleSet(Float32Array.from(reference.real), reference.dimensions);
const fake = sampleSet(Float32Array.from(reference.fake), reference.dimensions);

describe('features of digits', () => {
  // 90 samples of 64 features, some of them 0 for all: the covariances are singular.
  it('have the Fréchet distance and the KID of torch-fidelity', () => {
    const frechet = frechetDistance(momentsOf(real), momentsOf(fake));
    expect(Math.abs(frechet - reference.frechet)).toBeLessThan(1e-4);
    const kid = kernelInceptionDistance(real, fake);
    expect(Math.abs(kid - reference.kernelInceptionDistance)).toBeLessThan(1e-4);
  });

  it('have the precision, recall, density and coverage of prdc', () => {
    const scores = manifoldScores(pairDistances(real, fake), reference.neighbours);
    for (const name of ['precision', 'recall', 'density', 'coverage'] as const) {
      expect(scores[name]).toBeCloseTo(reference.manifold[name], 10);
    }
  });

  it.skipIf(!existsSync(MNIST))('are those of the same weights in PyTorch', async () => {
    const { pixels } = await readImageFile(join(MNIST, 't10k-images-idx3-ubyte.gz'));
    const shape = { sampleShape: [1, 28, 28], valueRange: [0, 255] as const };
    const model = await openDigitModel(shape, inRoot('media'));
    const classifier = await DigitFeatures.open(onnxRuntime, model!);
    const { features } = await classifier.classify(
      Float32Array.from(pixels.subarray(0, real.count * 784)),
    );
    await classifier.close();
    // The file has two digits after the point.
    const largest = features.values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - real.values[i]!)),
      0,
    );
    expect(largest).toBeLessThan(0.0051);
  });
});
