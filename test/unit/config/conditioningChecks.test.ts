import { describe, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfigInput } from '../../../src/config/ganConfig';
import { checkNetworks } from '../../../src/config/networkChecks';
import {
  conditionedShape,
  countConditioningParameters,
  countParameters,
} from '../../../src/config/networkShape';
import { parseConfig } from '../../../src/config/parse';
import type { DataHeader } from '../../../src/config/sampleShape';

const LOGIT = { type: 'dense', units: 1 } as const;
const concatenation = { name: 'concatenation' } as const;
const projection = { name: 'projection' } as const;
const LABELLED: DataHeader = {
  name: 'mnist',
  count: 60_000,
  sampleShape: [1, 28, 28],
  classes: 10,
};

function inputOf(
  generator: Partial<GanConfigInput['generator']>,
  discriminator: Partial<GanConfigInput['discriminator']>,
  data: GanConfigInput['data'] = { source: 'digits' },
): GanConfigInput {
  return {
    data,
    generator: {
      latent: { dimension: 8 },
      conditioning: concatenation,
      layers: [{ type: 'dense', units: 64 }],
      ...generator,
    },
    discriminator: { conditioning: concatenation, layers: [LOGIT], ...discriminator },
  };
}

function problems(input: GanConfigInput, header?: DataHeader): string[] {
  return checkNetworks(ganConfigSchema.parse(input), header).map(
    ({ path, severity, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

describe('networks that are told classes', () => {
  it.each<[string, GanConfigInput['discriminator']['conditioning']]>([
    ['by concatenation', concatenation],
    ['by embeddings', { ...concatenation, embedding: { dimension: 3 } }],
    ['by projection', { ...projection, spectralNorm: true }],
  ])('%s fit the built-in digits', (_how, conditioning) => {
    expect(problems(inputOf({}, { conditioning }))).toEqual([]);
  });

  it.each(['generator', 'discriminator'] as const)('must both be told them: %s', (told) => {
    const other = { conditioning: undefined };
    const input = told === 'generator' ? inputOf({}, other) : inputOf(other, {});
    expect(problems(input)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^error ${told}\\.conditioning: The ${told} is told the class, but the .* is not`,
        ),
      ),
    ]);
  });

  it.each([
    [{ source: 'ring' }, 'no labels. Use images with labels, such as `digits`, instead of `ring`'],
    [{ source: 'points', file: 'x.csv' }, 'instead of `points`'],
    [{ source: 'idx', images: 'x' }, 'no labels. Name the file with the labels .* `data.labels`'],
  ] as const)('need data with labels: %j', (data, says) => {
    expect(problems(inputOf({}, {}, data), { name: 'x', count: 5, sampleShape: [2] })).toEqual([
      expect.stringMatching(`^error generator\\.conditioning: .*${says}`),
    ]);
  });

  it('need more than one class', () => {
    const data = { source: 'idx', images: 'x', labels: 'y' } as const;
    expect(
      problems(inputOf({ layers: [{ type: 'dense', units: 784 }] }, {}, data), {
        ...LABELLED,
        classes: 1,
      }),
    ).toEqual([expect.stringContaining('all samples of the data are of one')]);
  });

  it('are checked against the labels only where these have been read', () => {
    const data = { source: 'idx', images: 'x', labels: 'y' } as const;
    const reshaped: GanConfigInput['generator']['layers'] = [
      { type: 'reshape', shape: [18, 1, 1] },
      { type: 'dense', units: 784 },
    ];
    const input = inputOf({ layers: reshaped }, {}, data);
    expect(problems(input)).toEqual([]);
    // 8 latent values and 10 of the class.
    expect(problems(input, LABELLED)).toEqual([]);
    expect(problems(input, { ...LABELLED, classes: 11 })).toEqual([
      expect.stringContaining('`reshape` makes [18×1×1], 18 values, but it gets [19], 19'),
    ]);
  });

  it('judge one sample at a time', () => {
    expect(problems(inputOf({}, { packing: 2 }))).toEqual([
      expect.stringMatching(/^error discriminator\.packing: .*cannot be told one\. Remove/),
    ]);
  });

  it('project what a dense layer gets', () => {
    const layers = [{ type: 'conv2d', filters: 1, kernelSize: 8, padding: 'valid' }] as const;
    expect(problems(inputOf({}, { layers: [...layers] }))).toEqual([]);
    expect(problems(inputOf({}, { layers: [...layers], conditioning: projection }))).toEqual([
      expect.stringMatching(
        /^error discriminator\.conditioning\.name: .*needs it to be `dense`, but it is `conv2d`/,
      ),
    ]);
  });

  it('had better normalise the projection where layers are', () => {
    const layers = [{ ...LOGIT, spectralNorm: true }];
    expect(problems(inputOf({}, { layers, conditioning: projection }))).toEqual([
      expect.stringMatching(
        /^warning discriminator\.conditioning\.spectralNorm: .*its slope is not bounded/,
      ),
    ]);
    const conditioning = { ...projection, spectralNorm: true };
    expect(problems(inputOf({}, { layers, conditioning }))).toEqual([]);
  });

  it('had better not have noise on the class', () => {
    const noisy = [{ type: 'gaussianNoise', standardDeviation: 0.1 }, LOGIT] as const;
    expect(problems(inputOf({}, { layers: [...noisy] }))).toEqual([
      expect.stringMatching(
        /^warning discriminator\.layers\.0\.type: .*this `gaussianNoise` blurs it as well/,
      ),
    ]);
    expect(problems(inputOf({}, { layers: [...noisy], conditioning: projection }))).toEqual([]);
  });

  it('may have so many parameters', () => {
    const embedding = { dimension: 4096 };
    const data = { source: 'idx', images: 'x', labels: 'y' } as const;
    const input = inputOf(
      { layers: [{ type: 'dense', units: 784 }] },
      { conditioning: { ...concatenation, embedding } },
      data,
    );
    const header = { ...LABELLED, classes: 65_536 };
    expect(problems(input, header)).toEqual([
      expect.stringMatching(
        /^error discriminator\.layers: The discriminator has 268,440,.* parameters/,
      ),
    ]);
  });
});

it('problems stand at the conditioning in the text', () => {
  const text = JSON.stringify(inputOf({ conditioning: undefined }, {}), null, 2);
  const [problem] = parseConfig(text, 'json').problems;
  expect(text.slice(problem!.offset, problem!.offset + problem!.length)).toMatch(
    /^\{\s*"name": "concatenation"\s*\}$/,
  );
});

describe('what the class adds', () => {
  const layersOf = (layers: GanConfigInput['discriminator']['layers']) =>
    ganConfigSchema.parse(inputOf({}, { layers })).discriminator.layers;
  const conv = { type: 'conv2d', filters: 2, kernelSize: 3 } as const;
  const of = (config: GanConfigInput['discriminator']['conditioning']) => ({
    config: ganConfigSchema.parse(inputOf({}, { conditioning: config })).discriminator
      .conditioning!,
    classes: 10,
  });

  it.each([
    ['values before a dense layer', [{ type: 'dropout', rate: 0.1 }, LOGIT], [74]],
    ['values before it is flattened', [{ type: 'flatten' }, LOGIT], [74]],
    ['channels before a convolution', [conv, LOGIT], [11, 8, 8]],
    ['channels before a residual block', [{ type: 'residual', layers: [conv] }, LOGIT], [11, 8, 8]],
  ] as const)('%s', (_what, layers, shape) => {
    const parsed = layersOf([...layers] as GanConfigInput['discriminator']['layers']);
    expect(conditionedShape([1, 8, 8], parsed, of(concatenation))).toEqual(shape);
    const embedding = { dimension: 3 };
    expect(conditionedShape([1, 8, 8], parsed, of({ ...concatenation, embedding })).at(0)).toBe(
      shape[0] - 7,
    );
    expect(conditionedShape([1, 8, 8], parsed, of(projection))).toEqual([1, 8, 8]);
  });

  it('counts as parameters of the network', () => {
    const layers = layersOf([{ type: 'dense', units: 5 }, LOGIT]);
    const counted = (conditioning: GanConfigInput['discriminator']['conditioning']) => {
      const told = of(conditioning);
      const shape = conditionedShape([64], layers, told);
      return countParameters(layers, shape) + countConditioningParameters(layers, shape, told);
    };
    // 64 × 5 + 5 and 5 + 1 without; ten more inputs; three more and ten vectors of three; ten vectors of five.
    expect(counted(concatenation)).toBe(331 + 10 * 5);
    expect(counted({ ...concatenation, embedding: { dimension: 3 } })).toBe(331 + 3 * 5 + 30);
    expect(counted(projection)).toBe(331 + 50);
  });
});
