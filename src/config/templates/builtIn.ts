/** Templates that need nothing but the extension. */
import type { ConfigTemplate } from '../templates';

export const digitsTemplate: ConfigTemplate = {
  fileName: 'digits.gan.json',
  label: 'Digits 8×8 (built in)',
  description: 'Small handwritten digits: needs no download, learns within minutes',
  text: `{
  "data": { "source": "digits" },
  "generator": {
    "latent": { "dimension": 32 },
    "layers": [
      { "type": "dense", "units": 128, "activation": "relu" },
      { "type": "dense", "units": 256, "activation": "relu" },
      // As many units as an image has pixels: 8 × 8.
      { "type": "dense", "units": 64, "activation": "tanh" }
    ]
  },
  "discriminator": {
    "layers": [
      { "type": "dense", "units": 256, "activation": "leakyRelu" },
      { "type": "dropout", "rate": 0.3 },
      { "type": "dense", "units": 128, "activation": "leakyRelu" },
      { "type": "dropout", "rate": 0.3 },
      // One logit. The loss applies the sigmoid.
      { "type": "dense", "units": 1 }
    ]
  },
  "training": {
    "steps": 20000,
    "batchSize": 64,
    // k of Algorithm 1. Can be changed while training, as can both learning rates.
    "discriminatorSteps": 1,
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "discriminatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "seed": 1
  },
  "evaluation": { "everySteps": 500, "samples": 64 }
}
`,
};

export const gaussianTemplate: ConfigTemplate = {
  fileName: 'gaussian.gan.json',
  label: '1-D Gaussian (Figure 1)',
  description: 'One-dimensional: the setting of Figure 1 of Goodfellow et al. 2014',
  text: `{
  "data": { "source": "gaussian", "mean": 4, "standardDeviation": 0.5 },
  "generator": {
    "latent": { "dimension": 1, "distribution": "uniform" },
    "layers": [
      { "type": "dense", "units": 32, "activation": "tanh" },
      { "type": "dense", "units": 1 }
    ]
  },
  "discriminator": {
    "layers": [
      { "type": "dense", "units": 64, "activation": "tanh" },
      { "type": "dense", "units": 64, "activation": "tanh" },
      // One logit. The loss applies the sigmoid.
      { "type": "dense", "units": 1 }
    ]
  },
  "training": {
    "steps": 20000,
    "batchSize": 256,
    // k of Algorithm 1: with more updates the discriminator stays nearer to D* = p_data / (p_data + p_g).
    "discriminatorSteps": 1,
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "discriminatorOptimizer": { "name": "adam", "learningRate": 0.001, "beta1": 0.5 },
    "seed": 1
  },
  "evaluation": { "everySteps": 200, "samples": 1024 }
}
`,
};

/** The same networks for both: points of the plane, which show mode collapse well. */
function mixture(data: string, units: number, steps: number): string {
  return `{
  ${data},
  "generator": {
    "latent": { "dimension": 16 },
    "layers": [
      { "type": "dense", "units": ${units}, "activation": "relu" },
      { "type": "dense", "units": ${units}, "activation": "relu" },
      { "type": "dense", "units": 2 }
    ]
  },
  "discriminator": {
    "layers": [
      { "type": "dense", "units": ${units}, "activation": "leakyRelu" },
      { "type": "dense", "units": ${units}, "activation": "leakyRelu" },
      // One logit. The loss applies the sigmoid.
      { "type": "dense", "units": 1 }
    ]
  },
  "training": {
    "steps": ${steps},
    "batchSize": 256,
    // k of Algorithm 1. Can be changed while training: watch which modes appear and vanish.
    "discriminatorSteps": 1,
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0005, "beta1": 0.5 },
    "discriminatorOptimizer": { "name": "adam", "learningRate": 0.0005, "beta1": 0.5 },
    "seed": 1
  },
  "evaluation": { "everySteps": 200, "samples": 1024 }
}
`;
}

export const ringTemplate: ConfigTemplate = {
  fileName: 'ring.gan.json',
  label: 'Ring of 8 Gaussians',
  description: 'Two-dimensional: does the generator find all eight modes?',
  text: mixture(
    '"data": { "source": "ring", "modes": 8, "radius": 2, "standardDeviation": 0.02 }',
    128,
    20_000,
  ),
};

export const gridTemplate: ConfigTemplate = {
  fileName: 'grid.gan.json',
  label: 'Grid of 25 Gaussians',
  description: 'Two-dimensional: 25 modes, most of which a plain GAN loses now and then',
  text: mixture(
    '"data": { "source": "grid", "side": 5, "spacing": 2, "standardDeviation": 0.05 }',
    256,
    40_000,
  ),
};
