import { describe, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfigInput } from '../../../src/config/ganConfig';
import { describeConvention } from '../../../src/worker/describeConvention';

function convention(changes: Partial<GanConfigInput>): string {
  return describeConvention(
    ganConfigSchema.parse({
      data: { source: 'ring' },
      generator: { latent: { dimension: 2 }, layers: [] },
      discriminator: { layers: [{ type: 'dense', units: 1 }] },
      ...changes,
    }),
  );
}

const CONCATENATION = { name: 'concatenation' } as const;
const ORDER = 'Alternating (Algorithm 1): k discriminator updates, then one of the generator. ';

describe('every factor that changes numbers is stated', () => {
  it.each<[Partial<GanConfigInput>, string]>([
    [
      {},
      'Discriminator loss −E log D(x) − E log(1 − D(G(z))), generator loss −E log D(G(z)), in nats.',
    ],
    [
      { loss: { name: 'minimax', discriminatorScale: 0.5, realLabel: 0.9 } },
      'Discriminator loss 0.5·(−0.9·E log D(x) − 0.1·E log(1 − D(x)) − E log(1 − D(G(z)))), generator loss E log(1 − D(G(z))), in nats.',
    ],
    [
      { loss: { name: 'leastSquares' } },
      'Discriminator loss 0.5·(E (a(x) − 1)² + E (a(G(z)) − 0)²), generator loss 0.5·(E (a(G(z)) − 1)²).',
    ],
    [
      {
        loss: { name: 'wasserstein' },
        regularizers: { gradientPenalty: { side: 'above' }, r1: { gamma: 4 } },
      },
      'Discriminator loss E a(G(z)) − E a(x), generator loss −E a(G(z)). The discriminator also minimises 10·E max(0, ‖∇a(x̂)‖ − 1)² + 2·E ‖∇a(x)‖², which its loss leaves out.',
    ],
    [
      {
        loss: { name: 'hinge' },
        regularizers: { weightClipping: 0.01 },
        discriminator: { layers: [{ type: 'dense', units: 1 }], packing: 2 },
      },
      'Discriminator loss E max(0, 1 − a(x)) + E max(0, 1 + a(G(z))), generator loss −E a(G(z)). Parameters of the discriminator are clamped to ±c after each of its updates, c at the start 0.01. D judges 2 samples at once.',
    ],
    [
      {
        data: { source: 'digits' },
        discriminator: {
          layers: [{ type: 'dense', units: 1 }],
          augmentation: ['translation', 'cutout'],
        },
      },
      'Discriminator loss −E log D(x) − E log(1 − D(G(z))), generator loss −E log D(G(z)), in nats. While training, D sees images changed at random, real and generated: translation, cutout (DiffAugment).',
    ],
    [
      {
        generator: { latent: { dimension: 2 }, conditioning: CONCATENATION, layers: [] },
        discriminator: { layers: [{ type: 'dense', units: 1 }], conditioning: CONCATENATION },
      },
      'Discriminator loss −E log D(x) − E log(1 − D(G(z))), generator loss −E log D(G(z)), in nats. Both networks are told classes, by concatenation; those of generated samples are drawn with the shares they have in the data.',
    ],
  ])('%j', (changes, text) => {
    expect(convention(changes)).toBe(ORDER + text);
  });
});
