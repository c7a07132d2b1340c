/** Templates that need a data file of the user's. */
import type { ConfigTemplate } from '../templates';

export const MNIST_DATA = `  "data": {
    "source": "idx",
    // The original file, gzipped or not. Download: https://github.com/cvdfoundation/mnist
    "images": "data/mnist/train-images-idx3-ubyte.gz"
  },`;

export const FASHION_DATA = `  "data": {
    "source": "idx",
    // The original file, gzipped or not. Download: https://github.com/zalandoresearch/fashion-mnist
    "images": "data/fashion-mnist/train-images-idx3-ubyte.gz"
  },`;

/** The same networks for both: images of 28×28. */
function imageMlp(data: string): string {
  return `{
${data}
  "generator": {
    "latent": { "dimension": 100 },
    "layers": [
      { "type": "dense", "units": 256, "activation": "relu" },
      { "type": "dense", "units": 512, "activation": "relu" },
      // As many units as an image has pixels: 28 × 28.
      { "type": "dense", "units": 784, "activation": "tanh" }
    ]
  },
  "discriminator": {
    "layers": [
      { "type": "dense", "units": 512, "activation": "leakyRelu" },
      { "type": "dense", "units": 256, "activation": "leakyRelu" },
      // One logit. The loss applies the sigmoid.
      { "type": "dense", "units": 1 }
    ]
  },
  "training": {
    "steps": 20000,
    "batchSize": 128,
    // k of Algorithm 1. Can be changed while training, as can both learning rates.
    "discriminatorSteps": 1,
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "discriminatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "seed": 1
  },
  "evaluation": { "everySteps": 200, "samples": 64 }
}
`;
}

export const mnistTemplate: ConfigTemplate = {
  fileName: 'mnist.gan.json',
  label: 'MNIST, MLP',
  description: 'Handwritten digits, 28×28, from your copy of MNIST',
  text: imageMlp(MNIST_DATA),
};

export const fashionTemplate: ConfigTemplate = {
  fileName: 'fashion-mnist.gan.json',
  label: 'Fashion-MNIST, MLP',
  description: 'Clothes, 28×28, from your copy of Fashion-MNIST',
  text: imageMlp(FASHION_DATA),
};

export const paperTemplate: ConfigTemplate = {
  fileName: 'mnist-goodfellow-2014.gan.json',
  label: 'MNIST, as in Goodfellow et al. 2014',
  description: 'Maxout, dropout, momentum and their schedules: the settings of the released code',
  text: `// The MNIST experiment of Goodfellow et al. 2014, after mnist.yaml of the code released with it
// (github.com/goodfeli/adversarial). What differs: the output bias starts at 0 (there it follows the mean image),
// and all 60,000 images are used (there the first 50,000, 500 steps an epoch).
{
  "data": {
    "source": "idx",
    // The original file, gzipped or not. Download: https://github.com/cvdfoundation/mnist
    "images": "data/mnist/train-images-idx3-ubyte.gz",
    "pixelRange": "zeroToOne"
  },
  "generator": {
    "latent": { "dimension": 100, "distribution": "uniform" },
    "layers": [
      {
        "type": "dense",
        "units": 1200,
        "activation": "relu",
        "weights": { "name": "uniform", "range": 0.05 }
      },
      {
        "type": "dense",
        "units": 1200,
        "activation": "relu",
        "weights": { "name": "uniform", "range": 0.05 }
      },
      {
        "type": "dense",
        "units": 784,
        "activation": "sigmoid",
        "weights": { "name": "uniform", "range": 0.05 }
      }
    ]
  },
  "discriminator": {
    "layers": [
      { "type": "dropout", "rate": 0.2 },
      {
        "type": "maxout",
        "units": 240,
        "pieces": 5,
        "weights": { "name": "uniform", "range": 0.005 }
      },
      { "type": "dropout", "rate": 0.5 },
      {
        "type": "maxout",
        "units": 240,
        "pieces": 5,
        "weights": { "name": "uniform", "range": 0.005 }
      },
      { "type": "dropout", "rate": 0.5 },
      { "type": "dense", "units": 1, "weights": { "name": "uniform", "range": 0.005 } }
    ]
  },
  // The released code halves the discriminator loss.
  "loss": { "name": "nonSaturating", "discriminatorScale": 0.5 },
  "training": {
    // The released code never stops by itself; the momentum changes for 250 epochs.
    "steps": 125000,
    "batchSize": 100,
    // The released code updates both players at once; Algorithm 1 of the paper alternates.
    "updateOrder": "simultaneous",
    "generatorOptimizer": {
      "name": "sgd",
      "learningRate": 0.1,
      // After each update the rate is divided by 1.000004, never below 0.000001.
      "learningRateSchedule": {
        "name": "exponential",
        "factor": 0.999996000016,
        "finalFactor": 0.00001
      },
      "momentum": 0.5,
      // From epoch 1 to epoch 250.
      "momentumRamp": { "finalMomentum": 0.7, "delaySteps": 500, "steps": 124500 }
    },
    "discriminatorOptimizer": {
      "name": "sgd",
      "learningRate": 0.1,
      "learningRateSchedule": {
        "name": "exponential",
        "factor": 0.999996000016,
        "finalFactor": 0.00001
      },
      "momentum": 0.5,
      "momentumRamp": { "finalMomentum": 0.7, "delaySteps": 500, "steps": 124500 }
    },
    "seed": 1
  },
  "evaluation": { "everySteps": 500, "samples": 64 }
}
`,
};
