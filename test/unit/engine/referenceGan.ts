/**
 * The GAN again, in float64 and plain JavaScript, sharing no code with the engine: forward passes, losses, central
 * differences and optimizers.
 */
import type { GanConfig, LayerConfig, LossConfig } from '../../../src/config/ganConfig';

/** Row-major, one array per row. */
export type Rows = number[][];
export type Player = 'generator' | 'discriminator';
/** Per parameter tensor its values, flat. */
export type ReferenceParameters = Record<Player, number[][]>;

function activation(name: string, x: number, negativeSlope: number): number {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return x > 0 ? x : 0;
    case 'leakyRelu':
      return x > 0 ? x : negativeSlope * x;
    case 'elu':
      return x > 0 ? x : Math.exp(x) - 1;
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'softplus':
      return softplus(x);
    default:
      throw new Error(`Unknown activation ${name}.`);
  }
}

export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function affine(row: readonly number[], weights: number[], bias: number[]): number[] {
  return bias.map((start, column) =>
    row.reduce((sum, x, i) => sum + x * weights[i * bias.length + column]!, start),
  );
}

/** Draws: per dropout layer with rate > 0 rows of factors, per layer of noise rows from N(0, 1). */
export function forward(
  layers: readonly LayerConfig[],
  parameters: readonly number[][],
  x: Rows,
  draws: readonly Rows[],
): Rows {
  let rows = x;
  let next = 0;
  let nextDraw = 0;
  for (const layer of layers) {
    switch (layer.type) {
      case 'dense': {
        const [weights, bias] = [parameters[next]!, parameters[next + 1]!];
        next += 2;
        rows = rows.map((row) =>
          affine(row, weights, bias).map((a) =>
            activation(layer.activation, a, layer.negativeSlope),
          ),
        );
        break;
      }
      case 'maxout': {
        const [weights, bias] = [parameters[next]!, parameters[next + 1]!];
        next += 2;
        rows = rows.map((row) => {
          const pieces = affine(row, weights, bias);
          return Array.from({ length: layer.units }, (_, unit) =>
            Math.max(
              ...Array.from({ length: layer.pieces }, (__, p) => pieces[p * layer.units + unit]!),
            ),
          );
        });
        break;
      }
      case 'dropout': {
        if (layer.rate === 0) break;
        const mask = draws[nextDraw++]!;
        rows = rows.map((row, r) => row.map((value, i) => value * mask[r]![i]!));
        break;
      }
      case 'gaussianNoise': {
        const noise = draws[nextDraw++]!;
        rows = rows.map((row, r) =>
          row.map((value, i) => value + layer.standardDeviation * noise[r]![i]!),
        );
        break;
      }
      case 'flatten':
        break;
      case 'activation':
        rows = rows.map((row) =>
          row.map((value) => activation(layer.activation, value, layer.negativeSlope)),
        );
        break;
      default:
        throw new Error(`The reference knows no ${layer.type}.`);
    }
  }
  return rows;
}

/** What one update draws. */
export interface ReferenceInputs {
  readonly real: Rows;
  readonly latents: Rows;
  readonly generatorDraws: readonly Rows[];
  /** Rows of the discriminator's minibatch: real first, then fake; only fake for the generator's update. */
  readonly discriminatorDraws: readonly Rows[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface LossTerms {
  readonly ofReal: (a: number) => number;
  readonly ofFake: (a: number) => number;
  readonly ofGenerator: (a: number) => number;
}

/** What an output a of the discriminator costs. */
function lossTerms(loss: LossConfig): LossTerms {
  const ofReal = (a: number) => softplus(-a);
  switch (loss.name) {
    case 'nonSaturating':
      return { ofReal, ofFake: softplus, ofGenerator: ofReal };
    case 'minimax':
      return { ofReal, ofFake: softplus, ofGenerator: (a) => -softplus(a) };
    case 'leastSquares':
      return {
        ofReal: (a) => (a - loss.realTarget) ** 2,
        ofFake: (a) => (a - loss.fakeTarget) ** 2,
        ofGenerator: (a) => (a - loss.generatorTarget) ** 2,
      };
    case 'hinge':
      return {
        ofReal: (a) => Math.max(0, 1 - a),
        ofFake: (a) => Math.max(0, 1 + a),
        ofGenerator: (a) => -a,
      };
    case 'wasserstein':
      return { ofReal: (a) => -a, ofFake: (a) => a, ofGenerator: (a) => -a };
  }
}

export function discriminatorLoss(
  config: GanConfig,
  parameters: ReferenceParameters,
  inputs: ReferenceInputs,
): number {
  const fake = forward(
    config.generator.layers,
    parameters.generator,
    inputs.latents,
    inputs.generatorDraws,
  );
  const samples = [...inputs.real, ...fake];
  const logits = forward(
    config.discriminator.layers,
    parameters.discriminator,
    samples,
    inputs.discriminatorDraws,
  ).map(([logit]) => logit!);
  const count = inputs.real.length;
  const { ofReal, ofFake } = lossTerms(config.loss);
  const onReal = mean(logits.slice(0, count).map(ofReal));
  const onFake = mean(logits.slice(count).map(ofFake));
  return config.loss.discriminatorScale * (onReal + onFake);
}

export function generatorLoss(
  config: GanConfig,
  parameters: ReferenceParameters,
  inputs: Omit<ReferenceInputs, 'real'>,
): number {
  const fake = forward(
    config.generator.layers,
    parameters.generator,
    inputs.latents,
    inputs.generatorDraws,
  );
  const logits = forward(
    config.discriminator.layers,
    parameters.discriminator,
    fake,
    inputs.discriminatorDraws,
  ).map(([logit]) => logit!);
  return config.loss.generatorScale * mean(logits.map(lossTerms(config.loss).ofGenerator));
}

/** (f(x + h) − f(x − h)) / 2h for each value of the player's parameters. */
export function centralDifferences(
  parameters: ReferenceParameters,
  player: Player,
  loss: (parameters: ReferenceParameters) => number,
  h = 1e-6,
): number[][] {
  return parameters[player].map((tensor, t) =>
    tensor.map((value, i) => {
      const at = (moved: number): number => {
        const shifted = parameters[player].map((original, index) =>
          index === t ? original.with(i, moved) : original,
        );
        return loss({ ...parameters, [player]: shifted });
      };
      return (at(value + h) - at(value - h)) / (2 * h);
    }),
  );
}
