import { readFileSync } from 'node:fs';
import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import type { LayerConfig } from '../../../../src/config/ganConfig';
import { DEFAULT_OPTIMIZER } from '../../../../src/config/optimizerSchema';
import {
  type ClassifierParts,
  ClassifierTrainer,
} from '../../../../src/engine/classifier/classifierTrainer';
import type { OnnxRuntime } from '../../../../src/engine/executors/session';
import { compileKernels } from '../../../../src/engine/kernels';
import { createNetwork } from '../../../../src/engine/program/network';

const kernels = compileKernels(readFileSync(inRoot('dist', 'kernels.wasm')));
const runtime = onnxRuntime as unknown as OnnxRuntime;

const dense = (units: number): LayerConfig => ({
  ...{ type: 'dense', units, activation: 'linear', negativeSlope: 0.2 },
  ...{ weights: { name: 'glorotUniform' }, bias: { name: 'constant', value: 0 } },
  ...{ useBias: true, spectralNorm: false },
});

function trainerOf(layers: readonly LayerConfig[], changes: Partial<ClassifierParts> = {}) {
  return ClassifierTrainer.create({
    network: createNetwork('discriminator', layers, [2]),
    optimizer: { ...DEFAULT_OPTIMIZER, name: 'sgd', momentum: 0, nesterov: false },
    ...{ batchSize: 4, seed: 3, kernels, runtime, threads: 1 },
    ...changes,
  });
}

/** In float64: the mean of −log softmax, and its gradient with respect to W, (softmax − target) xᵀ / rows. */
function softmaxRegression(x: number[][], labels: number[], weights: number[], classes: number) {
  const gradient = new Array<number>(weights.length).fill(0);
  let loss = 0;
  x.forEach((row, i) => {
    const logits = Array.from({ length: classes }, (_, c) =>
      row.reduce((sum, value, a) => sum + value * weights[a * classes + c]!, 0),
    );
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    loss -= (logits[labels[i]!]! - Math.log(sum)) / x.length;
    logits.forEach((logit, c) => {
      const error = Math.exp(logit) / sum - (labels[i] === c ? 1 : 0);
      row.forEach((value, a) => (gradient[a * classes + c]! += (error * value) / x.length));
    });
  });
  return { loss, gradient };
}

describe('a classifier', () => {
  it('descends the gradient of the cross-entropy', async () => {
    const trainer = await trainerOf([dense(3)]);
    const samples = [
      [1, -2],
      [0.5, 3],
      [-1, 0.25],
      [4, 1],
    ];
    const labels = [2, 0, 1, 1];
    const before = Array.from(trainer.parameters()[0]!.data);
    const expected = softmaxRegression(samples, labels, before, 3);
    trainer.samples.set(samples.flat());
    const loss = await trainer.update(labels, 0.1);
    // float32 has 24 bits.
    expect(loss).toBeCloseTo(expected.loss, 5);
    trainer.parameters()[0]!.data.forEach((weight, i) => {
      expect(weight).toBeCloseTo(before[i]! - 0.1 * expected.gradient[i]!, 6);
    });
    await trainer.dispose();
  });

  it('does not overflow on logits of thousands', async () => {
    const trainer = await trainerOf([dense(2)]);
    trainer.samples.fill(1e5);
    expect(Number.isFinite(await trainer.update([0, 1, 0, 1], 0))).toBe(true);
    await trainer.dispose();
  });

  it('is the same for the same seed, dropout included, and leaves it out when it is used', async () => {
    const layers: LayerConfig[] = [dense(8), { type: 'dropout', rate: 0.5 }, dense(2)];
    const results: Float32Array[] = [];
    for (let i = 0; i < 2; i += 1) {
      const trainer = await trainerOf(layers);
      for (let update = 0; update < 20; update += 1) {
        trainer.samples.set([1, 0, 0, 1, -1, 0, 0, -1]);
        await trainer.update([0, 0, 1, 1], 0.1);
      }
      const points = Float32Array.of(1, 0, -1, 0);
      const logits = await trainer.logits(points);
      expect(await trainer.logits(points)).toEqual(logits);
      results.push(logits);
      await trainer.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    const [a, b, c, d] = results[0]!;
    expect([a! > b!, c! < d!]).toEqual([true, true]);
  });

  it('refuses layers that see the minibatch', async () => {
    const layer: LayerConfig = { type: 'minibatchStdDev', groupSize: 4 };
    await expect(
      trainerOf([{ type: 'reshape', shape: [2, 1, 1] }, layer, dense(2)]),
    ).rejects.toThrow('no layers with statistics');
  });
});
