/** Optimizers in float64, written after the papers: what kernels and programs are held to. */
import type { OptimizerConfig } from '../../../src/config/ganConfig';

export interface ReferenceOptions {
  /** Weight clipping (Arjovsky et al. 2017). */
  readonly weightLimit?: number;
}

/** Euclidean norm of all values. */
export function euclideanNorm(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** Optimizer state and update of one flat tensor. */
export class ReferenceOptimizer {
  private first: number[] = [];
  private second: number[] = [];
  private updates = 0;

  constructor(
    private readonly config: OptimizerConfig,
    private readonly options: ReferenceOptions = {},
  ) {}

  /** @param norm of the gradients of all tensors of the player together */
  update(
    parameters: readonly number[],
    gradient: readonly number[],
    norm = euclideanNorm(gradient),
  ): number[] {
    this.updates += 1;
    if (this.updates === 1) {
      this.first = parameters.map(() => 0);
      this.second = parameters.map(() => 0);
    }
    const { weightLimit = Infinity } = this.options;
    return parameters.map((parameter, i) => {
      const moved = this.move(parameter, this.clip(gradient[i]!, norm), i);
      return Math.max(-weightLimit, Math.min(weightLimit, moved));
    });
  }

  private clip(g: number, norm: number): number {
    const { gradientClipping } = this.config;
    if (gradientClipping === undefined) return g;
    const { name, maximum } = gradientClipping;
    if (name === 'norm') return norm > maximum ? (g * maximum) / norm : g;
    return Math.sign(g) * Math.min(Math.abs(g), maximum);
  }

  private move(parameter: number, clipped: number, i: number): number {
    const { config, updates } = this;
    const { learningRate, weightDecay } = config;
    const g = config.name === 'adamW' ? clipped : clipped + weightDecay * parameter;
    switch (config.name) {
      case 'sgd': {
        const before = this.first[i]!;
        const { momentum, nesterov } = config;
        const velocity = momentum * before - learningRate * g;
        this.first[i] = velocity;
        // Sutskever et al. 2013, between look-ahead points: θ + v_t + μ(v_t − v_{t−1}) + … telescopes to this.
        return nesterov
          ? parameter - momentum * before + (1 + momentum) * velocity
          : parameter + velocity;
      }
      case 'rmsProp': {
        this.second[i] = config.decay * this.second[i]! + (1 - config.decay) * g * g;
        const step = (learningRate * g) / (Math.sqrt(this.second[i]) + config.epsilon);
        this.first[i] = config.momentum * this.first[i]! - step;
        return parameter + this.first[i];
      }
      case 'adam':
      case 'adamW': {
        this.first[i] = config.beta1 * this.first[i]! + (1 - config.beta1) * g;
        this.second[i] = config.beta2 * this.second[i]! + (1 - config.beta2) * g * g;
        const first = this.first[i] / (1 - config.beta1 ** updates);
        const second = this.second[i] / (1 - config.beta2 ** updates);
        const decay = config.name === 'adamW' ? learningRate * weightDecay * parameter : 0;
        return parameter - decay - (learningRate * first) / (Math.sqrt(second) + config.epsilon);
      }
    }
  }
}
