/**
 * Slopes of the losses at the discriminator's outputs: what a gradient is multiplied by where it leaves the loss. Where
 * they vanish, the loss is saturated: nothing is learned from those samples (Goodfellow et al. 2014, section 3).
 */
import type { LossConfig } from '../../config/ganConfig';
import { sigmoid } from '../../theory/discriminator';

/** Derivative of the loss of one sample by the output a, without the scales of the losses. */
type Slope = (output: number) => number;

/** Of −t·log σ(a) − (1 − t)·log(1 − σ(a)): σ(a) − t, exact also where σ(a) is near t = 1. */
function crossEntropySlope(label: number): Slope {
  return label === 1 ? (a) => -sigmoid(-a) : (a) => sigmoid(a) - label;
}

const nonSaturatingSlope: Slope = crossEntropySlope(1);
const minimaxSlope: Slope = (a) => -sigmoid(a);

function squaredSlope(target: number): Slope {
  return (a) => 2 * (a - target);
}

interface Slopes {
  readonly generator: Slope;
  /** Of the other loss that there is for a generator in the same game. */
  readonly otherGenerator?: Slope;
  readonly real: Slope;
  readonly fake: Slope;
}

function slopesOf(loss: LossConfig): Slopes {
  switch (loss.name) {
    case 'nonSaturating':
    case 'minimax': {
      const plain = loss.name === 'nonSaturating';
      return {
        generator: plain ? nonSaturatingSlope : minimaxSlope,
        otherGenerator: plain ? minimaxSlope : nonSaturatingSlope,
        real: crossEntropySlope(loss.realLabel),
        fake: crossEntropySlope(loss.fakeLabel),
      };
    }
    case 'leastSquares':
      return {
        generator: squaredSlope(loss.generatorTarget),
        real: squaredSlope(loss.realTarget),
        fake: squaredSlope(loss.fakeTarget),
      };
    case 'hinge':
      return {
        generator: () => -1,
        real: (a) => (a < 1 ? -1 : 0),
        fake: (a) => (a > -1 ? 1 : 0),
      };
    case 'wasserstein':
      return { generator: () => -1, real: () => -1, fake: () => 1 };
  }
}

/** Derivative of the generator's loss of one sample by the output a of the discriminator; see `losses`. */
export function generatorLossSlope(loss: LossConfig): (output: number) => number {
  const { generator } = slopesOf(loss);
  return (output) => loss.generatorScale * generator(output);
}

/** Means of |∂ℓ/∂a| over the samples of a minibatch, with the scales of the losses. */
export interface LossGains {
  /** Of the generator's own minibatch. */
  readonly generator: number;
  /** What the other of the two log losses would give; not-a-number for losses without such a pair. */
  readonly otherGenerator: number;
  /**
   * (Σw)² / (n·Σw²), in (0, 1], of the n factors w = |∂ℓ/∂a| of the generator: 1 when all samples count alike, 1/n when one
   * carries all of the gradient (effective sample size of Kish 1965); not-a-number when none does.
   */
  readonly generatorEffectiveShare: number;
  /** Of the discriminator's last minibatch. */
  readonly real: number;
  readonly fake: number;
}

/** Outputs of the discriminator, [rows] each, before any sigmoid. */
export interface Outputs {
  readonly realLogits: Float32Array;
  readonly fakeLogits: Float32Array;
  /** Of the generator's own minibatch. */
  readonly generatorLogits: Float32Array;
}

function meanMagnitude(outputs: Float32Array, slope: Slope): number {
  let sum = 0;
  for (const output of outputs) sum += Math.abs(slope(output));
  return sum / outputs.length;
}

function effectiveShare(outputs: Float32Array, slope: Slope): number {
  let sum = 0;
  let squares = 0;
  for (const output of outputs) {
    const weight = Math.abs(slope(output));
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / (outputs.length * squares);
}

export function lossGains(outputs: Outputs, loss: LossConfig): LossGains {
  const slopes = slopesOf(loss);
  const { realLogits, fakeLogits, generatorLogits } = outputs;
  const { generatorScale, discriminatorScale } = loss;
  const other = slopes.otherGenerator;
  return {
    generator: generatorScale * meanMagnitude(generatorLogits, slopes.generator),
    otherGenerator: other ? generatorScale * meanMagnitude(generatorLogits, other) : NaN,
    generatorEffectiveShare: effectiveShare(generatorLogits, slopes.generator),
    real: discriminatorScale * meanMagnitude(realLogits, slopes.real),
    fake: discriminatorScale * meanMagnitude(fakeLogits, slopes.fake),
  };
}
