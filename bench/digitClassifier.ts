/**
 * The recipe of the classifier of digits that is shipped: trains it on the 60,000 images of MNIST, judges it once on the
 * 10,000 that it has not seen, and writes media/digitClassifier. The same seed, threads and version of ONNX Runtime give
 * the same weights.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as onnxRuntime from 'onnxruntime-node';
import type { OptimizerConfig } from '../src/config/optimizerSchema';
import { readImageFile, readLabelFile } from '../src/dataFiles/idxFile';
import { ClassifierTrainer } from '../src/engine/classifier/classifierTrainer';
import { digitNetwork } from '../src/engine/classifier/digitClassifier';
import { DIGIT_CLASSES } from '../src/engine/classifier/digitShape';
import { createImageData, type ImageSet } from '../src/engine/data/images';
import { compileKernels } from '../src/engine/kernels';
import { createStreams } from '../src/engine/random/streams';
import { encodeSafetensors } from '../src/runs/safetensors';
import { ROOT } from './report';

const MNIST = path.resolve(ROOT, '../shared/data/mnist');
const TARGET = path.join(ROOT, 'media/digitClassifier');

const EPOCHS = 12;
const BATCH_SIZE = 64;
const SEED = 1998;
const optimizer: OptimizerConfig = {
  ...{ name: 'adamW', learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  ...{ weightDecay: 0.01, learningRateSchedule: { name: 'constant', warmupSteps: 0 } },
};

const kernels = compileKernels(fs.readFileSync(path.join(__dirname, 'kernels.wasm')));

async function readSet(prefix: string): Promise<ImageSet> {
  const images = await readImageFile(path.join(MNIST, `${prefix}-images-idx3-ubyte.gz`));
  const labels = await readLabelFile(path.join(MNIST, `${prefix}-labels-idx1-ubyte.gz`));
  const names = Array.from({ length: DIGIT_CLASSES }, (_, digit) => String(digit));
  const known = { name: prefix, channels: 1, white: 255 };
  return { ...images, ...known, labels: { values: Uint16Array.from(labels), names } };
}

/** Share of the images whose largest logit is that of their class. */
async function accuracyOf(
  trainer: ClassifierTrainer,
  { pixels, labels }: ImageSet,
): Promise<number> {
  const logits = await trainer.logits(Float32Array.from(pixels, (byte) => byte / 255));
  const right = labels!.values.reduce((count, label, row) => {
    const own = logits.subarray(row * DIGIT_CLASSES, (row + 1) * DIGIT_CLASSES);
    return count + (own.indexOf(Math.max(...own)) === label ? 1 : 0);
  }, 0);
  return right / labels!.values.length;
}

async function train(): Promise<{ trainer: ClassifierTrainer; updates: number }> {
  const images = await readSet('train');
  const streams = createStreams(SEED, kernels.instantiate(0));
  const use = { pixelRange: 'zeroToOne', horizontalFlip: false } as const;
  const data = createImageData(images, use, streams, BATCH_SIZE);
  const trainer = await ClassifierTrainer.create({
    ...{ network: digitNetwork(), batchSize: BATCH_SIZE, optimizer, seed: SEED, kernels },
    ...{ runtime: onnxRuntime, threads: 1 },
  });
  const labels = new Float32Array(BATCH_SIZE);
  const updates = Math.round((EPOCHS * images.count) / BATCH_SIZE);
  let sum = 0;
  for (let update = 0; update < updates; update += 1) {
    data.fillMinibatch(update, trainer.samples);
    data.fillLabels!(update, labels);
    // Half a period of a cosine, from the whole rate to none (Loshchilov & Hutter 2017).
    const rate = (optimizer.learningRate * (1 + Math.cos((Math.PI * update) / updates))) / 2;
    sum += await trainer.update(labels, rate);
    if ((update + 1) % 500 !== 0) continue;
    console.log(`update ${update + 1} of ${updates}: cross-entropy ${(sum / 500).toFixed(4)} nats`);
    sum = 0;
  }
  return { trainer, updates };
}

async function main(): Promise<void> {
  const { trainer, updates } = await train();
  const accuracy = await accuracyOf(trainer, await readSet('t10k'));
  const weights = encodeSafetensors(trainer.parameters());
  await trainer.dispose();
  const card = {
    weights: 'weights.safetensors',
    sha256: createHash('sha256').update(weights).digest('hex'),
    testAccuracy: accuracy,
    trainedOn: 'MNIST (LeCun, Cortes, Burges), 60,000 training images, pixels from 0 to 1',
    testedOn: 'MNIST, 10,000 test images, once, after the last update',
    recipe: 'npm run bench -- digitClassifier',
    ...{ epochs: EPOCHS, batchSize: BATCH_SIZE, updates, seed: SEED, optimizer },
    learningRateSchedule: 'cosine to 0',
    dropout: 0.5,
  };
  fs.mkdirSync(TARGET, { recursive: true });
  fs.writeFileSync(path.join(TARGET, card.weights), weights);
  fs.writeFileSync(path.join(TARGET, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  console.log(
    `Test accuracy ${(100 * accuracy).toFixed(2)} %, ${weights.length} bytes in ${TARGET}`,
  );
}

void main();
