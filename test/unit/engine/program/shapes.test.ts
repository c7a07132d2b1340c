import { describe, expect, it } from 'vitest';
import { inferShapes } from '../../../../src/engine/program/shapes';
import { ganConfig } from '../testGan';

const networks = (generatorUnits: number, discriminator?: object) => {
  const config = ganConfig();
  return ganConfig({
    generator: {
      latent: { dimension: 100 },
      layers: [
        { type: 'maxout', units: 30 },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: generatorUnits },
      ],
    },
    discriminator:
      (discriminator as typeof config.discriminator | undefined) ?? config.discriminator,
  });
};

describe('inferShapes', () => {
  it('lists the output of every layer', () => {
    expect(inferShapes(networks(784), [28, 28, 1])).toEqual({
      shapes: { generator: [[30], [30], [784]], discriminator: [[16], [1]] },
      problems: [],
    });
  });

  it('names both shapes when the generator does not end in a sample', () => {
    const { problems } = inferShapes(networks(10), [28, 28, 1]);
    expect(problems).toEqual([
      {
        player: 'generator',
        layerIndex: 2,
        message:
          'The last layer of the generator makes shape [10], but a sample of the data has shape [28, 28, 1], 784 values. End the generator with a layer of 784 units.',
      },
    ]);
  });

  it('takes the latent vector for the sample of a generator without layers', () => {
    const config = ganConfig({ generator: { latent: { dimension: 3 }, layers: [] } });
    const { problems } = inferShapes(config, [2]);
    expect(problems[0]).toMatchObject({ player: 'generator', layerIndex: -1 });
    expect(problems[0]!.message).toContain('[3]');
    expect(problems[0]!.message).toContain('[2]');
  });

  it.each([
    [[{ type: 'dense', units: 3 }], '[3]'],
    [[{ type: 'dense', units: 1, activation: 'sigmoid' }], 'sigmoid'],
    [
      [
        { type: 'dense', units: 1 },
        { type: 'dropout', rate: 0.5 },
      ],
      'dropout',
    ],
  ])('refuses a discriminator that does not end in a logit: %j', (layers, named) => {
    const { problems } = inferShapes(networks(2, { layers }), [2]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ player: 'discriminator', layerIndex: layers.length - 1 });
    expect(problems[0]!.message).toContain(named);
  });
});
