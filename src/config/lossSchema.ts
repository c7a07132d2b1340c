/** The `loss` section: the game the two networks play. */
import * as z from 'zod';

const scale = (player: string, preset: number, note: string) =>
  z
    .number()
    .positive()
    .max(100)
    .default(preset)
    .describe(`Factor on the ${player} loss. Default ${preset}${note}.`);

const label = (of: string, preset: number, note: string) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(preset)
    .describe(`What the discriminator is told of ${of}: D. Default ${preset}${note}.`);

const target = (of: string, preset: number) =>
  z
    .number()
    .min(-100)
    .max(100)
    .default(preset)
    .describe(`Value of the discriminator's output that ${of} is drawn to. Default ${preset}.`);

/** Fields of the losses with D = σ(a). */
const logLoss = {
  discriminatorScale: scale(
    'discriminator',
    1,
    '; the released code of Goodfellow et al. 2014 uses 0.5',
  ),
  generatorScale: scale('generator', 1, ''),
  realLabel: label('real samples', 1, '; 0.9 is one-sided label smoothing (Salimans et al. 2016)'),
  fakeLabel: label('generated samples', 0, ''),
};

export const lossSchema = z
  .discriminatedUnion('name', [
    z
      .strictObject({
        name: z
          .literal('nonSaturating')
          .describe(
            'Generator: −E log D(G(z)), section 3 of Goodfellow et al. 2014: a strong gradient while D wins.',
          ),
        ...logLoss,
      })
      .describe('Discriminator: −E log D(x) − E log(1 − D(G(z))). Generator: −E log D(G(z)).'),
    z
      .strictObject({
        name: z
          .literal('minimax')
          .describe(
            'Generator: E log(1 − D(G(z))), equation 1 of Goodfellow et al. 2014: the game of the theory; its gradient vanishes while D wins.',
          ),
        ...logLoss,
      })
      .describe('Discriminator: −E log D(x) − E log(1 − D(G(z))). Generator: E log(1 − D(G(z))).'),
    z
      .strictObject({
        name: z
          .literal('leastSquares')
          .describe('Squared distance of the output from targets (Mao et al. 2017, LSGAN).'),
        discriminatorScale: scale('discriminator', 0.5, ', the ½ of Mao et al. 2017'),
        generatorScale: scale('generator', 0.5, ', the ½ of Mao et al. 2017'),
        realTarget: target('the output for real samples', 1),
        fakeTarget: target('the output for generated samples', 0),
        generatorTarget: target('the generator wants the output for its samples', 1),
      })
      .describe(
        'Discriminator: scale·(E (a(x) − realTarget)² + E (a(G(z)) − fakeTarget)²). Generator: scale·E (a(G(z)) − generatorTarget)².',
      ),
    z
      .strictObject({
        name: z
          .literal('hinge')
          .describe('Margins of 1 (Lim & Ye 2017; Miyato et al. 2018, SNGAN).'),
        discriminatorScale: scale('discriminator', 1, ''),
        generatorScale: scale('generator', 1, ''),
      })
      .describe(
        'Discriminator: E max(0, 1 − a(x)) + E max(0, 1 + a(G(z))). Generator: −E a(G(z)).',
      ),
    z
      .strictObject({
        name: z
          .literal('wasserstein')
          .describe(
            'Difference of means (Arjovsky et al. 2017, WGAN). Needs a bound on the slope: `regularizers.gradientPenalty` or `regularizers.weightClipping`.',
          ),
        discriminatorScale: scale('discriminator', 1, ''),
        generatorScale: scale('generator', 1, ''),
      })
      .describe('Discriminator: E a(G(z)) − E a(x). Generator: −E a(G(z)).'),
  ])
  .default({
    name: 'nonSaturating',
    discriminatorScale: 1,
    generatorScale: 1,
    realLabel: 1,
    fakeLabel: 0,
  })
  .describe(
    'The game the two networks play, from the output a of the discriminator; log losses have D = σ(a). Default `nonSaturating`.',
  );
