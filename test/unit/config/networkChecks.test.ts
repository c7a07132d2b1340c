import { describe, expect, it } from 'vitest';
import { checkNetworks } from '../../../src/config/networkChecks';
import { ganConfigSchema, type GanConfigInput } from '../../../src/config/ganConfig';
import { countParameters, layerOutputShapes } from '../../../src/config/networkShape';

type Layers = GanConfigInput['discriminator']['layers'];

const LOGIT = { type: 'dense', units: 1 } as const;
const IMAGES = { name: 'pictures', count: 1000, sampleShape: [3, 32, 32] };

function problems(changes: Partial<GanConfigInput>): string[] {
  const config = ganConfigSchema.parse({
    data: { source: 'idx', images: 'x' },
    generator: { latent: { dimension: 100 }, layers: [{ type: 'dense', units: 3072 }] },
    discriminator: { layers: [LOGIT] },
    ...changes,
  });
  return checkNetworks(config, IMAGES).map(
    ({ path, severity, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

const generator = (...layers: Layers) => ({ latent: { dimension: 100 }, layers });

/** Layers of a network, schema defaults filled in. */
function parsed(layers: Layers) {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 1 }, layers: [] },
    discriminator: { layers },
  }).discriminator.layers;
}

describe('shapes', () => {
  const conv = (kernelSize: number, stride: number, padding: 'same' | 'valid' | number) =>
    ({ type: 'conv2d', filters: 7, kernelSize, stride, padding }) as const;
  const transposed = (kernelSize: number, stride: number, padding: 'same' | 'valid' | number) =>
    ({ type: 'convTranspose2d', filters: 7, kernelSize, stride, padding }) as const;

  // ⌊(n + 2p − k) / s⌋ + 1 (Dumoulin & Visin 2016, relationship 6), "same" as TensorFlow has it: ⌈n / s⌉.
  it.each([
    [conv(3, 1, 'same'), 32, 32],
    [conv(4, 2, 'same'), 32, 16],
    [conv(5, 2, 'same'), 7, 4],
    [conv(5, 1, 'valid'), 28, 24],
    [conv(4, 2, 1), 32, 16],
    [conv(8, 1, 4), 32, 33],
    [{ type: 'maxPool2d', size: 4, stride: 2 }, 33, 15],
    [{ type: 'averagePool2d' }, 8, 4],
    // ⌈(n + 2p − k) / s⌉ + 1: the pools of the convolutional CIFAR-10 discriminator of Goodfellow et al. 2014.
    [{ type: 'maxPool2d', size: 4, stride: 2, partialWindows: true }, 33, 16],
    [{ type: 'maxPool2d', size: 4, stride: 2, partialWindows: true }, 15, 7],
    [{ type: 'maxPool2d', size: 2, stride: 2, partialWindows: true }, 9, 5],
    [{ type: 'maxPool2d', size: 2, stride: 2, partialWindows: true }, 8, 4],
    // A window behind the image is none: PyTorch's ceil_mode gives 2, not 3.
    [{ type: 'maxPool2d', size: 2, stride: 4, partialWindows: true }, 7, 2],
    [{ type: 'averagePool2d', size: 2, stride: 3, padding: 1, partialWindows: true }, 5, 2],
    // (n − 1)·s + k − 2p (relationship 14), "same": n·s.
    [transposed(4, 2, 'same'), 7, 14],
    [transposed(4, 1, 'valid'), 1, 4],
    [transposed(5, 3, 0), 10, 32],
    [transposed(4, 2, 1), 16, 32],
    [{ type: 'upsample2d', factor: 3 }, 5, 15],
  ] as const)('%j makes of %d pixels %d', (layer, before, after) => {
    const { shapes, problem } = layerOutputShapes(parsed([layer]), [2, before, before]);
    expect(problem).toBeUndefined();
    expect(shapes[0]?.slice(1)).toEqual([after, after]);
  });

  it('the discriminator of the DCGAN example of PyTorch has 2,765,568 parameters', () => {
    const block = (filters: number): Layers => [
      { type: 'conv2d', filters, kernelSize: 4, stride: 2, padding: 1, useBias: false },
      { type: 'batchNorm' },
    ];
    const layers = parsed([
      ...block(64).slice(0, 1),
      ...block(128),
      ...block(256),
      ...block(512),
      { type: 'conv2d', filters: 1, kernelSize: 4, padding: 'valid', useBias: false },
    ]);
    expect(countParameters(layers, [3, 64, 64])).toBe(2_765_568);
    expect(layerOutputShapes(layers, [3, 64, 64]).shapes.at(-1)).toEqual([1, 1, 1]);
  });

  it('an untied bias has a value for each of the output', () => {
    const layer = { filters: 3, kernelSize: 5, stride: 3, padding: 0, untiedBias: true } as const;
    const count = (changes: object) =>
      countParameters(parsed([{ type: 'convTranspose2d', ...layer, ...changes }]), [80, 10, 10]);
    expect(count({})).toBe(80 * 25 * 3 + 3 * 32 * 32);
    expect(count({ untiedBias: false })).toBe(80 * 25 * 3 + 3);
    expect(count({ useBias: false })).toBe(80 * 25 * 3);
  });
});

describe('layers that do not fit together are named with both shapes', () => {
  it.each<[string, Partial<GanConfigInput>, RegExp]>([
    [
      'a convolution of a row of values',
      { generator: generator({ type: 'conv2d', filters: 3, kernelSize: 3 }) },
      /^error generator\.layers\.0\.type: `conv2d` works on images \[channels×height×width\], but it gets \[100\]\. Put a `reshape`/,
    ],
    [
      'a reshape of another size',
      {
        generator: generator(
          { type: 'dense', units: 3072 },
          { type: 'reshape', shape: [3, 32, 31] },
        ),
      },
      /generator\.layers\.1\.type: `reshape` makes \[3×32×31\], 2,976 values, but it gets \[3,072\], 3,072\./,
    ],
    [
      'a window larger than the image',
      {
        discriminator: {
          layers: [{ type: 'conv2d', filters: 1, kernelSize: 40, padding: 'valid' }, LOGIT],
        },
      },
      /discriminator\.layers\.0\.type: `conv2d` with windows of 40×40 leaves nothing of \[3×32×32\]/,
    ],
    [
      'a shortcut of another shape',
      {
        discriminator: {
          layers: [
            { type: 'residual', layers: [{ type: 'conv2d', filters: 8, kernelSize: 3 }] },
            LOGIT,
          ],
        },
      },
      /The `layers` of the residual block make \[8×32×32\], but its shortcut \[3×32×32\]/,
    ],
    [
      'images of another size',
      {
        generator: generator(
          { type: 'dense', units: 8 * 8 * 8 },
          { type: 'reshape', shape: [8, 8, 8] },
          { type: 'convTranspose2d', filters: 3, kernelSize: 4 },
        ),
      },
      /generator\.layers\.2\.type: The generator makes images \[3×16×16\].*samples are \[3×32×32\]/,
    ],
    [
      'a convolution at the end that leaves more than one value',
      { discriminator: { layers: [{ type: 'conv2d', filters: 1, kernelSize: 4 }] } },
      /discriminator\.layers\.0\.type: The last layer makes \[1×32×32\], 1,024 values/,
    ],
  ])('%s', (_name, changes, message) => {
    const found = problems(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it('a convolution over all that is left may end the discriminator', () => {
    const layers: Layers = [{ type: 'conv2d', filters: 1, kernelSize: 32, padding: 'valid' }];
    expect(problems({ discriminator: { layers } })).toEqual([]);
  });
});

describe('samples that are looked at together', () => {
  it('packing divides the batch', () => {
    const discriminator = { layers: [LOGIT], packing: 3 };
    expect(problems({ discriminator, training: { batchSize: 64 } })).toEqual([
      expect.stringMatching(/^error discriminator\.packing: `packing` 3 does not divide .* 64/),
    ]);
    expect(problems({ discriminator, training: { batchSize: 63 } })).toEqual([]);
  });

  it('groups divide what a network gets at once, inside residual blocks too', () => {
    const groups = { type: 'minibatchStdDev', groupSize: 4 } as const;
    const narrow = { type: 'conv2d', filters: 4, kernelSize: 1 } as const;
    const inside = { type: 'residual', layers: [narrow, groups, narrow], shortcut: [narrow] };
    const layers = [groups, inside, LOGIT] as Layers;
    // 12 samples in packs of 2: 6 at once.
    const found = problems({
      discriminator: { layers, packing: 2 },
      training: { batchSize: 12 },
    });
    expect(found).toEqual([
      expect.stringContaining('error discriminator.layers.0.groupSize: `groupSize` 4 does not'),
      expect.stringContaining('discriminator.layers.1.layers.1.groupSize: `groupSize` 4 does not'),
    ]);
    expect(problems({ discriminator: { layers }, training: { batchSize: 12 } })).toEqual([]);
  });
});

describe('losses and regularizers', () => {
  it.each([
    [{ name: 'nonSaturating', realLabel: 0 }, 'realLabel', 'fakeLabel'],
    [{ name: 'minimax', realLabel: 0.4, fakeLabel: 0.6 }, 'realLabel', 'fakeLabel'],
    [{ name: 'leastSquares', realTarget: 0 }, 'realTarget', 'fakeTarget'],
  ] as const)('%j asks the discriminator nothing', (loss, real, fake) => {
    expect(problems({ loss })).toEqual([
      expect.stringMatching(new RegExp(`^error loss\\.${real}: .*must be above \`${fake}\``)),
    ]);
  });

  it('a Wasserstein loss wants the slope bounded', () => {
    const loss = { name: 'wasserstein' } as const;
    expect(problems({ loss })).toEqual([expect.stringContaining('warning loss.name: Nothing')]);
    expect(problems({ loss, regularizers: { gradientPenalty: {} } })).toEqual([]);
    expect(problems({ loss, regularizers: { weightClipping: 0.01 } })).toEqual([]);
    const layers: Layers = [{ type: 'dense', units: 1, spectralNorm: true }];
    expect(problems({ loss, discriminator: { layers } })).toEqual([]);
  });

  it('a gradient penalty wants no batch normalisation', () => {
    const layers: Layers = [{ type: 'batchNorm' }, LOGIT];
    const regularizers = { gradientPenalty: {} };
    expect(problems({ discriminator: { layers }, regularizers })).toEqual([
      expect.stringContaining('warning discriminator.layers.0.type: A gradient penalty'),
    ]);
  });
});

describe('a bias from the mean image', () => {
  const bias = { name: 'dataMarginals' } as const;
  const sigmoid = { type: 'dense', units: 3072, activation: 'sigmoid', bias } as const;
  const data = { source: 'idx', images: 'x', pixelRange: 'zeroToOne' } as const;

  it('fits the last layer of a generator of pixels from 0 to 1', () => {
    expect(problems({ data, generator: generator(sigmoid) })).toEqual([]);
    const layers: Layers = [
      { type: 'dense', units: 64 },
      { type: 'reshape', shape: [1, 8, 8] },
      {
        type: 'convTranspose2d',
        filters: 3,
        kernelSize: 4,
        stride: 4,
        activation: 'sigmoid',
        untiedBias: true,
        bias,
      },
    ];
    expect(problems({ data, generator: generator(...layers) })).toEqual([]);
  });

  it.each<[string, Partial<GanConfigInput>]>([
    ['another activation', { generator: generator({ ...sigmoid, activation: 'tanh' }) }],
    ['a layer before the last', { generator: generator(sigmoid, sigmoid) }],
    [
      'pixels from −1 to 1',
      { data: { source: 'idx', images: 'x' }, generator: generator(sigmoid) },
    ],
    ['points', { data: { source: 'points', file: 'x' }, generator: generator(sigmoid) }],
    [
      'contrast normalisation',
      { data: { ...data, contrastNormalization: 1 }, generator: generator(sigmoid) },
    ],
    ['the discriminator', { discriminator: { layers: [{ ...LOGIT, bias }] } }],
    [
      'a bias for each channel',
      { generator: generator({ type: 'conv2d', filters: 3, kernelSize: 1, bias }) },
    ],
  ])('is refused with %s', (_name, changes) => {
    expect(problems({ data, ...changes })).toContainEqual(
      expect.stringMatching(/^error .*layers\.0\.bias\.name: `dataMarginals` needs the last layer/),
    );
  });
});
