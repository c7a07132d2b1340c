import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/config/checks';
import { ganConfigSchema, type GanConfigInput } from '../../../src/config/ganConfig';
import { countParameters, layerOutputShapes } from '../../../src/config/networkShape';
import type { DataHeader } from '../../../src/config/sampleShape';

type Layers = GanConfigInput['generator']['layers'];

const LOGIT = { type: 'dense', units: 1 } as const;
const MNIST: DataHeader = { name: 'MNIST', count: 60_000, sampleShape: [1, 28, 28] };

function config(changes: Partial<GanConfigInput>) {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
    discriminator: { layers: [LOGIT] },
    ...changes,
  });
}

function problems(changes: Partial<GanConfigInput>, images?: DataHeader): string[] {
  return checkConfig(config(changes), images).map(
    ({ path, severity, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

const generator = (...layers: Layers) => ({ latent: { dimension: 10 }, layers });
const images = (pixelRange: 'minusOneToOne' | 'zeroToOne') =>
  ({ source: 'idx', images: 'x', pixelRange }) as const;

describe('the size of what the generator makes', () => {
  it.each([
    { data: { source: 'gaussian' }, units: 1 },
    { data: { source: 'ring' }, units: 2 },
    { data: { source: 'grid' }, units: 2 },
    { data: { source: 'digits' }, units: 64 },
    { data: images('minusOneToOne'), units: 784 },
  ] as const)('must be $units for $data.source', ({ data, units }) => {
    expect(problems({ data, generator: generator({ type: 'dense', units }) }, MNIST)).toEqual([]);
    const wrong = problems({ data, generator: generator({ type: 'dense', units: 3 }) }, MNIST);
    expect(wrong).toEqual([
      expect.stringMatching(
        /^error generator\.layers\.0\.units: The generator makes \[3\] values, but a sample of .* has .*\. Set `units`/,
      ),
    ]);
  });

  it('is that of the last layer that has units', () => {
    const layers = [
      { type: 'maxout', units: 7 },
      { type: 'activation', activation: 'linear' },
    ] as const;
    expect(problems({ generator: generator(...layers) })).toEqual([
      expect.stringContaining('generator.layers.0.units: The generator makes [7] values'),
    ]);
  });

  it('is that of the latent vector without such a layer', () => {
    expect(problems({ generator: generator() })).toEqual([
      expect.stringMatching(/generator\.layers: .*\[10\].*Add a `dense` layer with `units` 2/),
    ]);
    expect(problems({ generator: { latent: { dimension: 2 }, layers: [] } })).toEqual([]);
  });

  it('is not judged while the images are not known', () => {
    expect(problems({ data: images('zeroToOne') })).toEqual([]);
  });
});

describe('the end of the discriminator', () => {
  it.each([
    { last: { type: 'dropout', rate: 0.5 }, says: 'type: The last layer is `dropout`.' },
    { last: { type: 'maxout', units: 1 }, says: 'type: The last layer is `maxout`.' },
    { last: { type: 'dense', units: 2 }, says: 'units: The last layer makes [2] values.' },
    {
      last: { type: 'dense', units: 1, activation: 'sigmoid' },
      says: 'activation: The last layer has the activation `sigmoid`.',
    },
  ] as const)('must be one logit, not $last', ({ last, says }) => {
    const [problem, ...others] = problems({ discriminator: { layers: [LOGIT, last] } });
    expect(others).toEqual([]);
    expect(problem).toContain(`error discriminator.layers.1.${says}`);
    expect(problem).toContain('{ "type": "dense", "units": 1 }');
  });
});

describe('the range of what the generator makes', () => {
  const end = (activation: 'tanh' | 'sigmoid' | 'relu' | 'linear' | 'elu' | 'softplus') =>
    generator({ type: 'dense', units: 784, activation });

  it.each([
    ['tanh', 'minusOneToOne'],
    ['sigmoid', 'zeroToOne'],
    ['linear', 'minusOneToOne'],
    ['softplus', 'zeroToOne'],
  ] as const)('fits for %s and %s', (activation, range) => {
    expect(problems({ data: images(range), generator: end(activation) }, MNIST)).toEqual([]);
  });

  it.each([
    ['tanh', 'zeroToOne', 'sigmoid'],
    ['sigmoid', 'minusOneToOne', 'tanh'],
    ['softplus', 'minusOneToOne', 'tanh'],
    ['relu', 'zeroToOne', 'sigmoid'],
    ['relu', 'minusOneToOne', 'tanh'],
  ] as const)('draws a warning for %s and %s', (activation, range, better) => {
    expect(problems({ data: images(range), generator: end(activation) }, MNIST)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^warning generator\\.layers\\.0\\.activation: .*\`${activation}\`.*Use \`${better}\``,
        ),
      ),
    ]);
  });

  it('is that of an activation on its own too', () => {
    const layers = [
      { type: 'dense', units: 2 },
      { type: 'activation', activation: 'tanh' },
    ] as const;
    expect(problems({ generator: generator(...layers) })).toEqual([
      // The ring reaches 2 + 3·0.02.
      expect.stringMatching(
        /layers\.1\.activation: .*−1 to 1, but the data lies in −2\.06 to 2\.06/,
      ),
    ]);
  });
});

describe('other advice', () => {
  it('warns of dropout at the end of the generator', () => {
    expect(
      problems({
        generator: generator({ type: 'dense', units: 2 }, { type: 'dropout', rate: 0.1 }),
      }),
    ).toEqual([
      expect.stringContaining('warning generator.layers.1.type: The generator ends in `dropout`'),
    ]);
  });

  it('warns of minibatches larger than the data set', () => {
    const digits = {
      data: { source: 'digits' },
      generator: generator({ type: 'dense', units: 64, activation: 'tanh' }),
    } as const;
    expect(problems({ ...digits, training: { batchSize: 1797 } })).toEqual([]);
    expect(problems({ ...digits, training: { batchSize: 1798 } })).toEqual([
      expect.stringMatching(/warning training\.batchSize: .* 1,798 .* 1,797:/),
    ]);
  });

  it('warns of grids and checkpoints that never come', () => {
    const found = problems({ training: { steps: 100 }, evaluation: { everySteps: 101 } });
    expect(found).toEqual([
      expect.stringContaining('warning evaluation.everySteps'),
      expect.stringContaining('warning checkpoints.everySteps'),
    ]);
  });

  it('refuses networks that cannot fit in memory', () => {
    const layers = [
      { type: 'dense', units: 20_000 },
      { type: 'dense', units: 20_000 },
      LOGIT,
    ] as const;
    expect(problems({ discriminator: { layers: [...layers] } })).toEqual([
      expect.stringMatching(
        /error discriminator\.layers: The discriminator has 400,\d{3},\d{3} parameters/,
      ),
    ]);
  });

  it('judges the sections that are there', () => {
    const { discriminator } = config({ discriminator: { layers: [{ type: 'dense', units: 2 }] } });
    expect(checkConfig({ discriminator })).toHaveLength(1);
    expect(checkConfig({})).toEqual([]);
  });
});

describe('sizes of a network', () => {
  // Table 1 of the released MNIST settings: 784-240×5-240×5-1.
  const { layers } = config({
    discriminator: {
      layers: [
        { type: 'dropout', rate: 0.2 },
        { type: 'maxout', units: 240, pieces: 5 },
        { type: 'activation', activation: 'linear' },
        { type: 'maxout', units: 240, pieces: 5 },
        LOGIT,
      ],
    },
  }).discriminator;

  it('follow from the layers', () => {
    const { shapes } = layerOutputShapes(layers, [784]);
    expect(shapes).toEqual([[784], [240], [240], [240], [1]]);
    expect(countParameters(layers, [784])).toBe(785 * 1200 + 241 * 1200 + 241);
  });
});

describe('a subset of images', () => {
  const within = (start: number, stop: number, batchSize = 100) =>
    problems(
      {
        data: { ...images('minusOneToOne'), subset: { start, stop } },
        generator: generator({ type: 'dense', units: 784, activation: 'tanh' }),
        training: { batchSize },
      },
      MNIST,
    );

  it('may be any part of the file', () => {
    expect(within(0, 50_000)).toEqual([]);
    expect(within(50_000, 60_000)).toEqual([]);
  });

  it('must hold images, and only those there are', () => {
    expect(within(100, 100)).toContainEqual(
      expect.stringContaining('error data.subset.stop: The subset starts at image 100'),
    );
    expect(within(0, 60_001)).toEqual([
      'error data.subset.stop: The subset stops at image 60,001, but MNIST has only 60,000. Use at most 60,000.',
    ]);
  });

  it('is what a minibatch is compared with', () => {
    expect(within(0, 99)).toEqual([
      expect.stringContaining('but the subset of MNIST only 99: each minibatch holds'),
    ]);
  });
});

describe('contrast-normalised images', () => {
  const ending = (activation: 'linear' | 'tanh' | 'relu') =>
    problems(
      {
        data: { ...images('minusOneToOne'), contrastNormalization: 55 },
        generator: generator({ type: 'dense', units: 784, activation }),
      },
      MNIST,
    );

  it('want a linear end, whatever pixelRange says', () => {
    expect(ending('linear')).toEqual([]);
    for (const activation of ['tanh', 'relu'] as const) {
      expect(ending(activation)).toEqual([
        expect.stringMatching(/but the data lies in −55 to 55\. Leave the last layer linear\.$/),
      ]);
    }
  });
});
