/** Templates that need a data file of the user's. */
import type { ConfigTemplate } from '../templates';

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
  text: imageMlp(`  "data": {
    "source": "idx",
    // The original file, gzipped or not. Download: https://github.com/cvdfoundation/mnist
    "images": "data/mnist/train-images-idx3-ubyte.gz"
  },`),
};

export const fashionTemplate: ConfigTemplate = {
  fileName: 'fashion-mnist.gan.json',
  label: 'Fashion-MNIST, MLP',
  description: 'Clothes, 28×28, from your copy of Fashion-MNIST',
  text: imageMlp(`  "data": {
    "source": "idx",
    // The original file, gzipped or not. Download: https://github.com/zalandoresearch/fashion-mnist
    "images": "data/fashion-mnist/train-images-idx3-ubyte.gz"
  },`),
};

export const paperTemplate: ConfigTemplate = {
  fileName: 'mnist-goodfellow-2014.gan.json',
  label: 'MNIST, as in Goodfellow et al. 2014',
  description: 'Maxout, dropout and momentum: the settings of the released code',
  text: `// The MNIST experiment of Goodfellow et al. 2014, after the code released with it. What differs: momentum stays
// at 0.5 and the learning rate at 0.1 (there they change slowly), the output bias starts at 0, and all 60,000
// images are used.
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
    "steps": 50000,
    "batchSize": 100,
    // The released code updates both players at once; Algorithm 1 of the paper alternates.
    "updateOrder": "simultaneous",
    "generatorOptimizer": { "name": "sgd", "learningRate": 0.1, "momentum": 0.5 },
    "discriminatorOptimizer": { "name": "sgd", "learningRate": 0.1, "momentum": 0.5 },
    "seed": 1
  },
  "evaluation": { "everySteps": 500, "samples": 64 }
}
`,
};
