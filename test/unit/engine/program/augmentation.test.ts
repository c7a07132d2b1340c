/** What augmentation makes of images, and gradients of whole programs with it, penalties among them. */
import './float64';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ganConfigSchema,
  type AugmentationName,
  type GanConfigInput,
} from '../../../../src/config/ganConfig';
import { sizeOf } from '../../../../src/config/networkShape';
import { createGanProgram, type GanProgram } from '../../../../src/engine/program/ganProgram';
import type {
  GameTensors,
  GradientProgram,
  Inputs,
} from '../../../../src/engine/program/gradientProgram';
import { augmentationLayer } from '../../../../src/engine/program/layers/augmentation';
import type { Player } from '../../../../src/engine/program/player';
import { expectDifferences, irregular } from './derivatives';

const SHAPE = [3, 8, 8];
const IMAGES = { shape: SHAPE, packing: 1, brightness: 0.5 };
const ALL = ['colour', 'translation', 'cutout'] as const;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

/** One image after a change with the given numbers, [3][8][8]. */
function changed(name: AugmentationName, numbers: readonly number[], image: tf.Tensor) {
  const { draws, apply } = augmentationLayer([name], IMAGES);
  const drawn = tf.tensor([...numbers], [1, ...draws[0]!.shape]);
  const x = tf.reshape(image, [1, ...SHAPE]);
  const { output } = apply(x, { parameters: [], statistics: [], draws: [drawn] }, true);
  // −0 becomes 0.
  return tf.add(tf.squeeze(output, [0]), 0).arraySync() as number[][][];
}

const image = () => irregular(SHAPE, 2);
const valuesOf = (x: tf.Tensor) => x.arraySync() as number[][][];
const flat = (x: number[][][]) => x.flat(2);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const pixels = [...Array(8).keys()];

describe('an image', () => {
  it.each([
    ['colour', [0.5, 0.5, 0.5]],
    ['translation', [1, 1]],
  ] as const)('stays as it is in the middle of what %s draws', (name, numbers) => {
    const found = flat(changed(name, numbers, image()));
    flat(valuesOf(image())).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 14));
  });

  it('is brighter or darker by up to a half', () => {
    const [start] = valuesOf(image()).flat(2);
    expect(changed('colour', [0, 0.5, 0.5], image())[0]![0]![0]).toBeCloseTo(start! - 0.5, 14);
    expect(changed('colour', [1, 0.5, 0.5], image())[0]![0]![0]).toBeCloseTo(start! + 0.5, 14);
  });

  it('without saturation has three equal channels, the mean of its own', () => {
    const [red, green, blue] = changed('colour', [0.5, 0, 0.5], image());
    const own = valuesOf(image());
    expect(red![2]![3]).toBeCloseTo(mean(own.map((channel) => channel[2]![3]!)), 14);
    flat([green!, blue!]).forEach((value, i) => {
      expect(value).toBeCloseTo(flat([red!, red!])[i]!, 13);
    });
  });

  it('keeps its mean under saturation and contrast, and half or three halves of its deviations', () => {
    const own = flat(valuesOf(image()));
    for (const contrast of [0, 1]) {
      const found = flat(changed('colour', [0.5, 0.5, contrast], image()));
      expect(mean(found)).toBeCloseTo(mean(own), 13);
      expect(found[5]! - mean(own)).toBeCloseTo((contrast + 0.5) * (own[5]! - mean(own)), 13);
    }
    expect(mean(flat(changed('colour', [0.5, 0.9, 0.5], image())))).toBeCloseTo(mean(own), 13);
  });

  it.each([
    [0, 2],
    [2, 0],
    [1, 2],
  ])('moved by %d and %d, from which one is taken, has zeros where it was', (down, right) => {
    const own = valuesOf(image());
    const found = changed('translation', [down, right], image());
    for (const [y, x] of pixels.flatMap((row) => pixels.map((column) => [row, column] as const))) {
      const wanted = own.map((channel) => channel[y - (down - 1)]?.[x - (right - 1)] ?? 0);
      expect(found.map((channel) => channel[y]![x])).toEqual(wanted);
    }
  });

  it.each([
    // Four rows and columns are zero, from the one two before what was drawn.
    [0, 0, 4],
    [8, 8, 4],
    [4, 0, 8],
    [4, 5, 16],
    [1, 4, 12],
  ])('with a rectangle at %d and %d loses %d pixels', (row, column, lost) => {
    const own = valuesOf(image());
    const found = changed('cutout', [row, column], image());
    const inside = (at: number, drawn: number) => at >= drawn - 2 && at < drawn + 2;
    const zeros = pixels.flatMap((y) => pixels.filter((x) => inside(y, row) && inside(x, column)));
    expect(zeros).toHaveLength(lost);
    for (const [y, x] of pixels.flatMap((r) => pixels.map((c) => [r, c] as const))) {
      const isCut = inside(y, row) && inside(x, column);
      const wanted = own.map((channel) => (isCut ? 0 : channel[y]![x]));
      expect(found.map((channel) => channel[y]![x])).toEqual(wanted);
    }
  });

  it('is not changed out of training', () => {
    const x = tf.reshape(image(), [1, ...SHAPE]);
    const { output } = augmentationLayer(ALL, IMAGES).apply(
      x,
      { parameters: [], statistics: [] },
      false,
    );
    expect(output).toBe(x);
  });
});

function programOf(packing: number, augmentation: readonly AugmentationName[] = ALL): GanProgram {
  const config = ganConfigSchema.parse({
    data: { source: 'digits' },
    generator: {
      latent: { dimension: 1 },
      layers: [
        { type: 'dense', units: 12, activation: 'tanh' },
        { type: 'reshape', shape: [3, 2, 2] },
        { type: 'upsample2d', factor: 4 },
      ],
    },
    discriminator: {
      packing,
      augmentation: [...augmentation],
      layers: [
        { type: 'conv2d', filters: 1, kernelSize: 2, stride: 4, activation: 'softplus' },
        { type: 'dense', units: 1 },
      ],
    },
    regularizers: { gradientPenalty: {}, r1: {}, r2: {} },
    training: { batchSize: 2 },
  } satisfies GanConfigInput);
  return createGanProgram(config, SHAPE);
}

function drawnInputs({ inputs }: GradientProgram): Inputs {
  return Object.fromEntries(
    inputs.map(({ name, shape, source }, i) => {
      const numbers = tf.abs(irregular(shape, i));
      if (source.kind !== 'draw' || source.of.kind !== 'integers') return [name, numbers];
      return [name, tf.floor(tf.mul(numbers, tf.tensor1d([...source.of.counts])))];
    }),
  );
}

function check(program: GanProgram, gradients: GradientProgram, player: Player): void {
  const inputs = drawnInputs(gradients);
  const tensorsOf = (of: Player) => ({
    parameters: program.networks[of].parameters.map(({ shape }, i) => irregular(shape, i + 5)),
    statistics: [],
  });
  const tensors: GameTensors = {
    generator: tensorsOf('generator'),
    discriminator: tensorsOf('discriminator'),
  };
  const loss = (...parameters: tf.Tensor[]): tf.Tensor => {
    const own = { ...tensors, [player]: { parameters, statistics: [] } };
    const { outputs } = gradients.run(own, inputs);
    const penalty = player === 'discriminator' ? outputs['discriminatorPenalty'] : undefined;
    const value = outputs[`${player}Loss`]!;
    return penalty === undefined ? value : tf.add(value, penalty);
  };
  const found = gradients.run(tensors, inputs).gradients[player]!;
  expectDifferences(loss, tensors[player].parameters, found);
}

it.each([
  ['one image at a time', 1],
  ['two at once', 2],
])('gradients, those of penalties too, are those of central differences, %s', (_how, packing) => {
  const program = programOf(packing);
  for (const gradients of program.programs) {
    for (const player of gradients.players) check(program, gradients, player);
  }
});

it('takes nothing that a run without it does not draw', () => {
  const inputsOf = (augmentation: AugmentationName[]) =>
    programOf(1, augmentation).programs.map(({ inputs }) =>
      Object.fromEntries(inputs.map(({ name, shape }) => [name, sizeOf(shape)])),
    );
  const [plain, augmented] = [inputsOf([]), inputsOf(['cutout'])];
  expect(plain[0]).not.toHaveProperty('discriminatorDraw0');
  // Real and generated images in the discriminator's update; two numbers each.
  expect(augmented.map((inputs) => inputs['discriminatorDraw0'])).toEqual([8, 4]);
  expect(augmented[0]).toEqual({ ...plain[0], discriminatorDraw0: 8 });
});
