/** Every example builds its program, compiles and trains, on images of the right shape that mean nothing. */
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../../src/config/checks';
import type { DataConfig, GanConfig } from '../../../../src/config/ganConfig';
import { countParameters } from '../../../../src/config/networkShape';
import { parseConfig } from '../../../../src/config/parse';
import { isImageData, sampleShapeOf } from '../../../../src/config/sampleShape';
import { createDataSet } from '../../../../src/engine/data/createDataSet';
import type { ImageSet } from '../../../../src/engine/data/images';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { createStreams } from '../../../../src/engine/random/streams';
import { EXAMPLES } from '../../../helpers/examples';
import { testKernels } from '../../random/testKernels';
import { compiledExecutor, trainer } from '../testGan';

/** Number of images, and shape, of the published set that an example names; those of a folder get the size they are given. */
const PUBLISHED: Readonly<Partial<Record<DataConfig['source'], readonly number[]>>> = {
  digits: [1797, 1, 8, 8],
  idx: [60_000, 1, 28, 28],
  cifar10: [40_000, 3, 32, 32],
};
/** Of digits, of clothes and of CIFAR-10. */
const CLASSES = 10;
const STEPS = 2;
/** Larger ones take seconds and gigabytes; `GAN_LARGE_EXAMPLES=1` runs them. */
const MANY_PARAMETERS = 20_000_000;
const runsLarge = process.env['GAN_LARGE_EXAMPLES'] === '1';

function publishedOf(data: DataConfig): readonly number[] {
  const shape = sampleShapeOf(data);
  if (data.source === 'imageFolder' && shape !== undefined) return [100, ...shape];
  return PUBLISHED[data.source] ?? [];
}

function headerOf(data: DataConfig) {
  const { source } = data;
  const [count, ...sampleShape] = publishedOf(data);
  return count === undefined ? undefined : { name: source, count, sampleShape, classes: CLASSES };
}

function fullConfig(text: string): GanConfig {
  const { config, problems } = parseConfig(text, 'json');
  expect(problems).toEqual([]);
  return config!;
}

/** As many images as a subset wants would be slow: it is left out, and a minibatch has four. */
function smaller(config: GanConfig): GanConfig {
  const data = 'subset' in config.data ? { ...config.data, subset: undefined } : config.data;
  return { ...config, data, training: { ...config.training, batchSize: 4 } };
}

function noise(data: DataConfig): ImageSet {
  const [, channels = 1, height = 1, width = 1] = publishedOf(data);
  const words = new Uint32Array(8 * channels * height * width);
  createStreams(7, testKernels(0)).fillIntegers('evaluation', 0, 256, words);
  const pixels = Uint8Array.from(words);
  const names = Array.from({ length: CLASSES }, (_, label) => String(label));
  const labels = { values: Uint16Array.from({ length: 8 }, (_, image) => image), names };
  return { name: 'noise', count: 8, channels, height, width, pixels, white: 255, labels };
}

async function losses(config: GanConfig): Promise<number[]> {
  const streams = createStreams(config.training.seed, testKernels(0));
  const images = isImageData(config.data) ? noise(config.data) : undefined;
  const data = createDataSet(config.data, streams, config.training.batchSize, { images });
  const of = await trainer(config, compiledExecutor, data);
  const found: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const { discriminatorLoss, generatorLoss } = await of.iterate(liveSettings(config));
    found.push(discriminatorLoss, generatorLoss);
  }
  found.push(...(await of.generate('generator', of.fixedLatents(2))));
  await of.dispose();
  return found;
}

describe.each(EXAMPLES)('$fileName', ({ fileName, text }) => {
  it('has layers that fit the published data, and nothing to warn of', () => {
    const config = fullConfig(text);
    const header = headerOf(config.data);
    expect(header !== undefined || !isImageData(config.data)).toBe(true);
    expect(checkConfig(config, header)).toEqual([]);
  });

  it('trains two steps and draws a sample, all finite', async ({ skip }) => {
    const config = fullConfig(text);
    const { latent, layers } = config.generator;
    const parameters = countParameters(layers, [latent.dimension]);
    if (parameters > MANY_PARAMETERS && !runsLarge) {
      process.stderr.write(
        `\nSKIPPED: ${fileName} has ${parameters.toLocaleString('en-US')} parameters in its generator alone; GAN_LARGE_EXAMPLES=1 trains it.\n`,
      );
      skip();
    }
    const values = await losses(smaller(config));
    expect(values.length).toBeGreaterThan(2 * STEPS);
    for (const value of values) expect(value).toSatisfy(Number.isFinite);
  });
});

describe('the networks of the papers', () => {
  const parametersOf = (name: string, sample: readonly number[]) => {
    const example = EXAMPLES.find(({ fileName }) => fileName === `${name}.gan.json`);
    const { generator, discriminator } = fullConfig(example!.text);
    return [
      countParameters(generator.layers, [generator.latent.dimension]),
      countParameters(discriminator.layers, sample),
    ];
  };

  it('of DCGAN have as many parameters as those of the example of PyTorch', () => {
    expect(parametersOf('dcgan-64', [3, 64, 64])).toEqual([3_576_704, 2_765_568]);
  });

  it('of Goodfellow et al. 2014 have as many as those of the released code', () => {
    expect(parametersOf('mnist-goodfellow-2014', [1, 28, 28])).toEqual([
      101 * 1200 + 1201 * 1200 + 1201 * 784,
      785 * 1200 + 241 * 1200 + 241,
    ]);
    expect(parametersOf('cifar10-goodfellow-2014', [3, 32, 32])).toEqual([
      101 * 8000 + 8001 * 8000 + 8001 * 3072,
      3073 * 8000 + 1601 * 8000 + 1601,
    ]);
    // Deconv: 80·3 filters of 5×5 and a bias for each of 3·32·32 values; the last pool leaves 192·5·5 values.
    expect(parametersOf('cifar10-convolutional-goodfellow-2014', [3, 32, 32])).toEqual([
      101 * 8000 + 8001 * 8000 + 80 * 3 * 25 + 3072,
      (3 * 64 + 1) * 64 + (32 * 64 + 1) * 64 + (32 * 25 + 1) * 384 + (4800 + 1) * 2500 + 501,
    ]);
  });
});
