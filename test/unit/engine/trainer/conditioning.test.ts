/** Networks that are told classes: which ones, that they learn them, and that saved ones ask for them. */
import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  ganConfigSchema,
  type GanConfig,
  type GanConfigInput,
} from '../../../../src/config/ganConfig';
import { createClassDraw } from '../../../../src/engine/data/classDraw';
import { createDataSet } from '../../../../src/engine/data/createDataSet';
import type { DataSet } from '../../../../src/engine/data/dataSet';
import type { Executor } from '../../../../src/engine/executors/executor';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { createStreams } from '../../../../src/engine/random/streams';
import type { Trainer } from '../../../../src/engine/trainer';
import { testKernels } from '../../random/testKernels';
import {
  compiledExecutor,
  eagerExecutor,
  largestDifference,
  trainer,
  type MakeExecutor,
} from '../testGan';

const SIDE = 2;
const PIXELS = SIDE * SIDE;
const CLASSES = 3;
/** Three black, six grey and one white image: the class decides how bright all pixels are. */
const LABELS = [0, 1, 1, 0, 1, 2, 1, 1, 0, 1];
const BRIGHTNESS = [0, 100, 250];

const concatenation = { name: 'concatenation' } as const;
const embedded = { name: 'concatenation', embedding: { dimension: 2 } } as const;
const projection = { name: 'projection', spectralNorm: true } as const;

type Conditioning = GanConfigInput['discriminator']['conditioning'];

function configOf(
  discriminator: Conditioning,
  parts: Partial<GanConfigInput> = {},
  generator: typeof concatenation | typeof embedded = concatenation,
): GanConfig {
  return ganConfigSchema.parse({
    data: { source: 'digits' },
    generator: {
      latent: { dimension: 2 },
      conditioning: generator,
      layers: [
        { type: 'dense', units: 16, activation: 'relu' },
        { type: 'dense', units: PIXELS, activation: 'tanh' },
      ],
    },
    discriminator: {
      conditioning: discriminator,
      layers: [
        { type: 'dense', units: 16, activation: 'leakyRelu' },
        { type: 'dense', units: 1 },
      ],
    },
    ...parts,
    training: {
      batchSize: 8,
      seed: 5,
      generatorOptimizer: { name: 'adam', learningRate: 0.005 },
      discriminatorOptimizer: { name: 'adam', learningRate: 0.005 },
      ...parts.training,
    },
  } satisfies GanConfigInput);
}

function images({ data, training }: GanConfig): DataSet {
  const streams = createStreams(training.seed, testKernels(0));
  const set = { name: 'shades', count: LABELS.length, channels: 1, height: SIDE, width: SIDE };
  const pixels = Uint8Array.from(
    LABELS.flatMap((label) => new Array<number>(PIXELS).fill(BRIGHTNESS[label]!)),
  );
  const labels = { values: Uint16Array.from(LABELS), names: ['black', 'grey', 'white'] };
  return createDataSet(data, streams, training.batchSize, {
    images: { ...set, pixels, white: 255, labels },
  });
}

const gan = (config: GanConfig, makeExecutor: MakeExecutor = compiledExecutor): Promise<Trainer> =>
  trainer(config, makeExecutor, images(config));

async function train(of: Trainer, config: GanConfig, steps: number): Promise<number[]> {
  const losses = [];
  for (let step = 0; step < steps; step++) {
    losses.push((await of.iterate(liveSettings(config))).discriminatorLoss);
  }
  return losses;
}

describe('what the networks are told', () => {
  /** Notes the inputs of every update. */
  async function updates(config: GanConfig, steps: number) {
    const seen: { name: string; inputs: Record<string, number[]> }[] = [];
    const noting: MakeExecutor = async (program) => {
      const executor = await compiledExecutor(program);
      const update: Executor['update'] = (name, scalars) => {
        const inputs = Object.entries(executor.inputs(name));
        seen.push({ name, inputs: Object.fromEntries(inputs.map(([key, v]) => [key, [...v]])) });
        return executor.update(name, scalars);
      };
      return Object.assign(Object.create(executor) as Executor, { update });
    };
    const of = await gan(config, noting);
    await train(of, config, steps);
    await of.dispose();
    return seen;
  }

  it.each(['alternating', 'simultaneous'] as const)(
    'of real samples is their own class, k = 3, %s',
    async (updateOrder) => {
      const config = configOf(concatenation, { training: { updateOrder, discriminatorSteps: 3 } });
      const seen = await updates(config, 4);
      const real = seen.filter(({ inputs }) => 'real' in inputs);
      expect(real).toHaveLength(12);
      for (const { inputs } of real) {
        const brightness = inputs['real']!.filter((_, i) => i % PIXELS === 0);
        const wanted = inputs['realClasses']!.map((label) => (2 * BRIGHTNESS[label]!) / 255 - 1);
        brightness.forEach((value, row) => expect(value).toBeCloseTo(wanted[row]!, 5));
      }
      // Every update draws anew.
      expect(new Set(seen.map(({ inputs }) => String(inputs['classes']))).size).toBe(seen.length);
    },
  );

  it('of generated samples is that of the real ones where points between them are looked at', async () => {
    const config = configOf(projection, { regularizers: { gradientPenalty: {} } });
    const seen = await updates(config, 2);
    expect(
      seen.map(({ name, inputs }) => [name, 'classes' in inputs, 'realClasses' in inputs]),
    ).toEqual(
      [1, 2].flatMap(() => [
        ['discriminator', false, true],
        ['generator', true, false],
      ]),
    );
  });

  it('is drawn with the shares of the data, and never a class without samples', () => {
    const shares = [0.25, 0, 0.7, 0.05, 0];
    const draw = createClassDraw({ count: 5, names: [], shares }, createStreams(3, testKernels(0)));
    const drawn = new Float32Array(100_000);
    draw('classesGenerator', 7, drawn);
    const counts = shares.map((_, label) => drawn.filter((value) => value === label).length);
    expect([counts[1], counts[4]]).toEqual([0, 0]);
    const chiSquared = [0, 2, 3].reduce((sum, label) => {
      const wanted = shares[label]! * drawn.length;
      return sum + (counts[label]! - wanted) ** 2 / wanted;
    }, 0);
    // Two degrees of freedom: above 13.8 once in a thousand seeds.
    expect(chiSquared).toBeLessThan(13.8);
  });
});

/** So that the networks settle soon, in the rarest class too. */
const stable = { regularizers: { r1: {} }, training: { batchSize: 32, seed: 4 } };

describe.each([
  ['one-hot', configOf(concatenation, stable)],
  ['embeddings', configOf(embedded, stable, embedded)],
  ['projection', configOf(projection, stable)],
])('with %s the generator', (_name, config) => {
  it('learns what each class looks like', async () => {
    const of = await gan(config);
    await train(of, config, 600);
    const rows = 64;
    const latents = of.fixedLatents(rows);
    for (let label = 0; label < CLASSES; label++) {
      const samples = await of.generate('generator', latents, new Float32Array(rows).fill(label));
      const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
      expect(Math.abs(mean - ((2 * BRIGHTNESS[label]!) / 255 - 1)), `class ${label}`).toBeLessThan(
        0.2,
      );
    }
    await of.dispose();
  });
});

const whole = configOf(
  projection,
  {
    regularizers: { r1: {} },
    training: { generatorEmaDecay: 0.9, discriminatorSteps: 2 },
  },
  embedded,
);

describe.each(Object.entries({ compiled: compiledExecutor, eager: eagerExecutor }))(
  '%s',
  (_executor, makeExecutor) => {
    it('a resumed run equals an uninterrupted one bit for bit', async () => {
      const first = await gan(whole, makeExecutor);
      const before = await train(first, whole, 3);
      await first.generate('generatorEma', first.fixedLatents(3));
      const saved = first.saveState();
      const second = await gan(whole, makeExecutor);
      second.loadState(saved);
      const uninterrupted = await gan(whole, makeExecutor);
      const wanted = await train(uninterrupted, whole, 6);
      expect([...before, ...(await train(second, whole, 3))]).toEqual(wanted);
      expect(second.saveState()).toEqual(uninterrupted.saveState());
    });
  },
);

it('names its own parameters after the layer that they join', async () => {
  const of = await gan(whole);
  const shapes = (network: 'generator' | 'discriminator') =>
    of.weights(network).map(({ name, shape }) => `${name} ${shape.join('×')}`);
  expect(shapes('generator')).toContain('generator/0/embedding/weights 3×2');
  expect(shapes('discriminator')).toEqual(
    expect.arrayContaining([
      'discriminator/1/projection/weights 3×16',
      'discriminator/1/projection/singularVector 3',
    ]),
  );
});

it.each(['generator', 'generatorEma', 'discriminator'] as const)(
  '%s as ONNX takes whole numbers as classes and gives what the reference gives',
  async (network) => {
    const of = await gan(whole);
    await train(of, whole, 3);
    const reference = await gan(whole, eagerExecutor);
    reference.loadState(of.saveState());
    const session = await onnxRuntime.InferenceSession.create(of.exportOnnx(network));
    expect(session.inputNames).toEqual([
      network === 'discriminator' ? 'sample' : 'latent',
      'class',
    ]);
    for (const rows of [1, 2, 7]) {
      const classes = Array.from({ length: rows }, (_, row) => (2 * row) % CLASSES);
      const latents = of.fixedLatents(rows);
      const input = network === 'discriminator' ? await of.generate('generator', latents) : latents;
      const told = Float32Array.from(classes);
      const wanted =
        network === 'discriminator'
          ? await reference.discriminate(input, told)
          : await reference.generate(network, input, told);
      const feeds = {
        [session.inputNames[0]!]: new onnxRuntime.Tensor('float32', input, [
          rows,
          input.length / rows,
        ]),
        class: new onnxRuntime.Tensor('int64', BigInt64Array.from(classes, BigInt), [rows]),
      };
      const result = await session.run(feeds);
      const output = result[session.outputNames[0]!]!.data as Float32Array;
      expect(largestDifference(output, wanted)).toBeLessThan(1e-5);
    }
  },
);

it('draws classes that nobody names, the same ones at each call, and asks for those of samples', async () => {
  const of = await gan(whole);
  const latents = of.fixedLatents(40);
  const samples = await of.generate('generator', latents);
  expect(await of.generate('generator', latents)).toEqual(samples);
  const white = await of.generate('generator', latents, new Float32Array(40).fill(2));
  expect(white).not.toEqual(samples);
  await expect(of.discriminate(samples)).rejects.toThrow('a number from 0 to 2 for each of the 40');
  for (const wrong of [[3], [0.5], [-1], [0, 1]]) {
    await expect(
      of.generate('generator', of.fixedLatents(1), Float32Array.from(wrong)),
    ).rejects.toThrow('is told the class of each row');
  }
});
