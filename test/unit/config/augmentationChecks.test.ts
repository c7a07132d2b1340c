import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/config/checks';
import { ganConfigSchema, type GanConfigInput } from '../../../src/config/ganConfig';
import { parseConfig } from '../../../src/config/parse';

type Discriminator = GanConfigInput['discriminator'];

function problems(
  augmentation: Discriminator['augmentation'],
  data: GanConfigInput['data'] = { source: 'idx', images: 'x' },
): string[] {
  const units = data.source === 'ring' ? 2 : 64;
  const config = ganConfigSchema.parse({
    data,
    generator: {
      latent: { dimension: 2 },
      layers: [{ type: 'dense', units, activation: units === 2 ? 'linear' : 'tanh' }],
    },
    discriminator: { layers: [{ type: 'dense', units: 1 }], augmentation },
  });
  return checkConfig(config, { name: 'images', count: 60_000, sampleShape: [1, 8, 8] }).map(
    ({ path, severity, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

describe('augmentation', () => {
  it('is for images', () => {
    expect(problems(['colour', 'translation', 'cutout'])).toEqual([]);
    expect(problems(['cutout'], { source: 'ring' })).toEqual([
      expect.stringMatching(
        /^error discriminator\.augmentation: .*samples of `ring` are points\. Remove/,
      ),
    ]);
  });

  it('has each change once', () => {
    expect(problems(['cutout', 'colour', 'cutout'])).toEqual([
      expect.stringMatching(/^error discriminator\.augmentation\.2: `cutout` is named twice/),
    ]);
  });

  it('of another name is no config, and says which there are', () => {
    const text = `{ "data": { "source": "digits" },
      "generator": { "latent": { "dimension": 2 }, "layers": [{ "type": "dense", "units": 64, "activation": "tanh" }] },
      "discriminator": { "layers": [{ "type": "dense", "units": 1 }], "augmentation": ["color"] } }`;
    const [problem] = parseConfig(text, 'json').problems;
    expect(problem).toMatchObject({
      path: 'discriminator.augmentation[0]',
      severity: 'error',
      suggestion: 'colour',
    });
  });
});
