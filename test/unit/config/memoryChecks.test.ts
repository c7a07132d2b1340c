import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/config/checks';
import {
  ganConfigSchema,
  type GanConfig,
  type GanConfigInput,
} from '../../../src/config/ganConfig';
import { checkMemory, type MachineMemory } from '../../../src/config/memoryChecks';
import { estimateMemory, totalBytes } from '../../../src/config/memoryEstimate';
import { parseConfig, parseConfigWithFiles } from '../../../src/config/parse';
import type { DataHeader } from '../../../src/config/sampleShape';
import { compiledMemoryBytes } from '../../../src/engine/executors/compiled';
import { createGanProgram } from '../../../src/engine/program/ganProgram';
import { EXAMPLES, exampleText } from '../../helpers/examples';

const GB = 1e9;
const CELEBA: DataHeader = { name: 'faces', count: 1000, sampleShape: [3, 64, 64] };

function example(name: string, changes: (config: GanConfig) => void = () => undefined): GanConfig {
  const { config } = parseConfig(exampleText(name), 'json');
  if (config === undefined) throw new Error(`${name} has problems`);
  changes(config);
  return config;
}

function dcgan64(batchSize: number): GanConfig {
  return example('dcgan-64', (config) => (config.training.batchSize = batchSize));
}

/** Points of the plane, judged by `units` units. */
function wideDiscriminator(units: number, batchSize: number): GanConfig {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
    discriminator: {
      layers: [
        { type: 'dense', units },
        { type: 'dense', units: 1 },
      ],
    },
    training: { batchSize },
  });
}

function errors(config: Partial<GanConfig>, machine?: MachineMemory, header = CELEBA) {
  return checkMemory(config, header, machine);
}

describe('the least memory of a config', () => {
  /** Headers of the data that the examples name. */
  const headers: Readonly<Record<string, DataHeader>> = {
    idx: { name: 'MNIST', count: 60_000, sampleShape: [1, 28, 28], classes: 10 },
    imageFolder: CELEBA,
  };

  it.each(EXAMPLES)('in the kernels is what the engine takes: $fileName', ({ text }) => {
    const { config } = parseConfig(text, 'json');
    const header = headers[config!.data.source];
    const estimated = totalBytes(estimateMemory(config!, header)!.kernels);
    const shape = {
      digits: [1, 8, 8],
      idx: [1, 28, 28],
      cifar10: [3, 32, 32],
      imageFolder: [3, 64, 64],
      gaussian: [1],
    };
    const { source } = config!.data;
    const sample = source in shape ? shape[source as keyof typeof shape] : [2];
    const taken = compiledMemoryBytes(createGanProgram(config!, sample, 10));
    expect(estimated).toBeLessThanOrEqual(taken);
    // Left out: outputs, statistics, classes, what regularizers draw, and padding to cache lines.
    expect(estimated).toBeGreaterThan(0.75 * taken - 64 * 1024);
  });

  it('counts what the discriminator keeps twice, for real and generated samples', () => {
    const { activations, updated } = estimateMemory(wideDiscriminator(300, 128), undefined)!;
    expect(updated).toBe('discriminator');
    expect(activations.map(({ bytes }) => bytes)).toEqual([2 * 4 * 128 * 300, 2 * 4 * 128]);
  });

  it('looks into residual blocks', () => {
    const config = ganConfigSchema.parse({
      data: { source: 'ring' },
      generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
      discriminator: {
        layers: [
          { type: 'dense', units: 8 },
          {
            type: 'residual',
            layers: [
              { type: 'dense', units: 4096 },
              { type: 'dense', units: 8 },
            ],
          },
          { type: 'dense', units: 1 },
        ],
      },
      training: { batchSize: 100 },
    } satisfies GanConfigInput);
    const { activations } = estimateMemory(config, undefined)!;
    expect(activations).toContainEqual(
      expect.objectContaining({
        path: ['discriminator', 'layers', 1, 'layers', 0],
        bytes: 2 * 4 * 100 * 4096,
      }),
    );
  });
});

describe('a config that does not fit', () => {
  const machine = { total: 16 * GB };

  it('is refused at the batch size, with the largest layer and its bytes', () => {
    const [problem, ...others] = errors(dcgan64(65_536), machine);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: ['training', 'batchSize'], severity: 'error' });
    // 4·65,536·64·32·32 bytes.
    expect(problem?.message).toMatch(
      /^An update of the generator with a minibatch of 65,536 takes at least \d+\.\d GB of memory, 17\.2 GB of it for the output of `generator\.layers\[10\]` \(convTranspose2d, 64×32×32\); this machine has 16\.0 GB\. Set `training\.batchSize` to [\d,]+ at most/,
    );
  });

  it('fits with the batch size that the message names, and not with one more', () => {
    const [problem] = errors(dcgan64(65_536), machine);
    const named = /`training\.batchSize` to ([\d,]+)/.exec(problem!.message)![1]!;
    const fitting = Number(named.replaceAll(',', ''));
    expect(errors(dcgan64(fitting), machine)).toMatchObject([{ severity: 'warning' }]);
    expect(errors(dcgan64(fitting + 1), machine)).toMatchObject([{ severity: 'error' }]);
  });

  it('is warned of where training usually takes more', () => {
    const [problem] = errors(dcgan64(8000), machine);
    expect(problem).toMatchObject({ path: ['training', 'batchSize'], severity: 'warning' });
    expect(problem?.message).toContain('Usually it is two to three times as much');
    expect(errors(dcgan64(4000), machine)).toEqual([]);
  });

  it('is refused for want of free memory where training begins', () => {
    expect(errors(dcgan64(1024), machine)).toEqual([]);
    const [problem] = errors(dcgan64(1024), { ...machine, free: GB / 2 });
    expect(problem?.message).toContain('this machine has 16.0 GB, 500 MB of it free.');
  });

  it('is refused whatever the machine where the kernels cannot address it', () => {
    const wide = example('digits', (config) => {
      config.training.batchSize = 60_000;
      config.generator.latent.dimension = 10_000;
    });
    const [problem] = errors(wide, { total: 1e15 }, undefined);
    expect(problem?.message).toMatch(/4\.8 GB of it for the minibatch of 60,000.*holds 4\.3 GB/);
  });

  it('is refused at the layer where no batch is small enough', () => {
    const [problem] = errors(wideDiscriminator(1_000_000, 1), { total: 30e6 }, undefined);
    expect(problem).toMatchObject({ path: ['discriminator', 'layers', 0] });
    expect(problem?.message).toContain('Make this layer smaller.');
  });

  it('may be one for a GPU, whose memory is its own', () => {
    const onGpu = { ...dcgan64(8192), device: 'onnxruntime-cuda' } as const;
    expect(errors({ ...onGpu, device: 'auto' }, { total: GB })).toHaveLength(1);
    expect(errors(onGpu, { total: GB })).toEqual([]);
  });

  it('has no memory told while its layers do not fit together', () => {
    const config = dcgan64(65_536);
    config.discriminator.layers.splice(-1);
    const found = checkConfig(config, CELEBA, machine).map(({ message }) => message);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join()).not.toContain('of memory');
  });

  it('is told of where it stands in the text', async () => {
    const text = exampleText('dcgan-64').replace(/"batchSize": \d+/, '"batchSize": 65536');
    const readHeader = async (): Promise<DataHeader> => CELEBA;
    const { problems, config } = await parseConfigWithFiles(text, 'json', readHeader, machine);
    expect(config).toBeUndefined();
    const [problem] = problems.filter(({ severity }) => severity === 'error');
    expect(text.slice(problem!.offset, problem!.offset + problem!.length)).toBe('65536');
  });
});
