/** Both losses where the generator has won, p_g = p_data, and the discriminator is at its optimum. */
import type { LossConfig } from '../../config/ganConfig';
import type { LossEquilibrium } from '../../protocol/runModel';

type Config<Name extends LossConfig['name']> = Extract<LossConfig, { name: Name }>;

/** "2·log 2" times a factor: "0.5·2·log 2". */
function scaled(factor: number, formula: string): string {
  return factor === 1 ? formula : `${factor}·${formula}`;
}

/**
 * D* = (t + f) / 2 where real samples have the label t and generated ones f: ½ without smoothing (Goodfellow et al.
 * 2014, proposition 1 and theorem 1).
 */
function logEquilibrium(loss: Config<'minimax' | 'nonSaturating'>): LossEquilibrium {
  const { realLabel, fakeLabel, discriminatorScale, generatorScale } = loss;
  const optimum = (realLabel + fakeLabel) / 2;
  const entropy = (label: number): number =>
    (label === 0 ? 0 : -label * Math.log(optimum)) -
    (label === 1 ? 0 : (1 - label) * Math.log(1 - optimum));
  const plain = realLabel === 1 && fakeLabel === 0;
  const minimax = loss.name === 'minimax';
  const generator = minimax ? Math.log(1 - optimum) : -Math.log(optimum);
  const shown = Number(optimum.toPrecision(6));
  return {
    outputKind: 'probability',
    output: optimum,
    discriminator: discriminatorScale * (entropy(realLabel) + entropy(fakeLabel)),
    generator: generatorScale * generator,
    discriminatorFormula: plain
      ? scaled(discriminatorScale, '2·log 2')
      : scaled(discriminatorScale, `2·H(D*), D* = ${shown}`),
    generatorFormula: scaled(
      generatorScale,
      minimax ? (plain ? '−log 2' : `log(1 − ${shown})`) : plain ? 'log 2' : `−log ${shown}`,
    ),
  };
}

/** a* = (b + a) / 2 between the two targets (Mao et al. 2017, equation 5 with p_g = p_data). */
function leastSquaresEquilibrium(loss: Config<'leastSquares'>): LossEquilibrium {
  const { realTarget, fakeTarget, generatorTarget, discriminatorScale, generatorScale } = loss;
  const optimum = (realTarget + fakeTarget) / 2;
  return {
    outputKind: 'score',
    output: optimum,
    discriminator: discriminatorScale * ((optimum - realTarget) ** 2 + (optimum - fakeTarget) ** 2),
    generator: generatorScale * (optimum - generatorTarget) ** 2,
    discriminatorFormula: scaled(
      discriminatorScale,
      `((${optimum} − ${realTarget})² + (${optimum} − ${fakeTarget})²)`,
    ),
    generatorFormula: scaled(generatorScale, `(${optimum} − ${generatorTarget})²`),
  };
}

/** In nats for log losses, in the units of the output a for the others. */
export function lossEquilibrium(loss: LossConfig): LossEquilibrium {
  return { loss: loss.name, ...equilibriumOf(loss) };
}

function equilibriumOf(loss: LossConfig): LossEquilibrium {
  switch (loss.name) {
    case 'minimax':
    case 'nonSaturating':
      return logEquilibrium(loss);
    case 'leastSquares':
      return leastSquaresEquilibrium(loss);
    case 'hinge':
      // Lim & Ye 2017: at p_g = p_data every a in [−1, 1] costs 2; a constant one is taken to be 0.
      return {
        outputKind: 'score',
        output: 0,
        discriminator: 2 * loss.discriminatorScale,
        generator: 0,
        discriminatorFormula: scaled(loss.discriminatorScale, '2'),
        generatorFormula: '0, up to a constant',
      };
    case 'wasserstein':
      return {
        outputKind: 'score',
        discriminator: 0,
        generator: 0,
        discriminatorFormula: '0',
        generatorFormula: '0, up to a constant',
      };
  }
}
