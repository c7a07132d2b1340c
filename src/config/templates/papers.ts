/** Templates after papers: methods with the settings they were published with, each with its source. */
import type { ConfigTemplate } from '../templates';
import { FASHION_DATA, MNIST_DATA } from './images';

const NORMAL = '{ "name": "normal", "standardDeviation": 0.02 }';
const BATCH_NORM = `{
        "type": "batchNorm",
        "scale": { "name": "normal", "mean": 1, "standardDeviation": 0.02 }
      }`;

/** DCGAN at 28×28: two doublings from 7×7 instead of the paper's four from 4×4. */
const DCGAN_NETWORKS = `  "generator": {
    // Figure 1: 100 uniform values. U(−1, 1) in the released code; here scaled to variance 1.
    "latent": { "dimension": 100, "distribution": "uniform" },
    "layers": [
      // 128 · 7 · 7. Section 4: weights from N(0, 0.02²). The normalisation takes a bias out again.
      {
        "type": "dense",
        "units": 6272,
        "useBias": false,
        "weights": ${NORMAL}
      },
      // Section 3: batch normalisation and ReLU after all layers but the last. Scale from N(1, 0.02²), as released.
      ${BATCH_NORM},
      { "type": "activation", "activation": "relu" },
      { "type": "reshape", "shape": [128, 7, 7] },
      // Section 3: transposed convolutions instead of upsampling.
      {
        "type": "convTranspose2d",
        "filters": 64,
        "kernelSize": 4,
        "stride": 2,
        "useBias": false,
        "weights": ${NORMAL}
      },
      ${BATCH_NORM},
      { "type": "activation", "activation": "relu" },
      {
        "type": "convTranspose2d",
        "filters": 1,
        "kernelSize": 4,
        "stride": 2,
        "activation": "tanh",
        "weights": ${NORMAL}
      }
    ]
  },
  "discriminator": {
    "layers": [
      // Section 3: strides instead of pooling, no normalisation of the first layer; section 4: slope 0.2.
      {
        "type": "conv2d",
        "filters": 64,
        "kernelSize": 4,
        "stride": 2,
        "activation": "leakyRelu",
        "weights": ${NORMAL}
      },
      {
        "type": "conv2d",
        "filters": 128,
        "kernelSize": 4,
        "stride": 2,
        "useBias": false,
        "weights": ${NORMAL}
      },
      ${BATCH_NORM},
      { "type": "activation", "activation": "leakyRelu" },
      // One logit. The loss applies what it needs.
      { "type": "dense", "units": 1, "weights": ${NORMAL} }
    ]
  },`;

/** Section 4 of Radford et al. 2016. */
const DCGAN_TRAINING = `  "training": {
    "steps": 20000,
    "batchSize": 64,
    "discriminatorSteps": 1,
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "discriminatorOptimizer": { "name": "adam", "learningRate": 0.0002, "beta1": 0.5 },
    "seed": 1
  },
  "evaluation": { "everySteps": 100, "samples": 64 }`;

export const dcganTemplate: ConfigTemplate = {
  fileName: 'dcgan-mnist.gan.json',
  label: 'MNIST, DCGAN',
  description:
    'Convolutions and batch normalisation (Radford et al. 2016), from your copy of MNIST',
  text: `// DCGAN (Radford et al. 2016) at 28×28: two doublings from 7×7 instead of four from 4×4, half the channels of the
// paper's last layers, kernels of 4 instead of 5, which the stride divides (Odena et al. 2016).
{
${MNIST_DATA}
${DCGAN_NETWORKS}
  // Section 3 of Goodfellow et al. 2014, as in the released code.
  "loss": { "name": "nonSaturating" },
  // Section 4: Adam with rate 0.0002 and β₁ 0.5. Minibatches of 64 as in dcgan.torch; the paper has 128.
${DCGAN_TRAINING}
}
`,
};

export const lsganTemplate: ConfigTemplate = {
  fileName: 'lsgan-mnist.gan.json',
  label: 'MNIST, LSGAN',
  description: 'DCGAN with least squares (Mao et al. 2017), from your copy of MNIST',
  text: `// LSGAN (Mao et al. 2017): least squares instead of cross entropy. The networks are those of dcgan-mnist.gan.json
// (Radford et al. 2016 at 28×28), not those of the paper, which makes images of 112×112.
{
${MNIST_DATA}
${DCGAN_NETWORKS}
  // Equation 9: targets 0 and 1, the generator wants 1. Equation 8 has −1, 1 and 0.
  "loss": { "name": "leastSquares", "fakeTarget": 0, "realTarget": 1, "generatorTarget": 1 },
  // As DCGAN (Radford et al. 2016, section 4), whose β₁ of 0.5 Mao et al. take over.
${DCGAN_TRAINING}
}
`,
};

const SN_CONV = (filters: number, kernelSize: number, stride: number) => `      {
        "type": "conv2d",
        "filters": ${filters},
        "kernelSize": ${kernelSize},
        "stride": ${stride},
        "activation": "leakyRelu",
        "negativeSlope": 0.1,
        "spectralNorm": true
      },`;

const SN_UP = (filters: number) => `      {
        "type": "convTranspose2d",
        "filters": ${filters},
        "kernelSize": 4,
        "stride": 2,
        "useBias": false
      },
      { "type": "batchNorm" },
      { "type": "activation", "activation": "relu" },`;

export const snganTemplate: ConfigTemplate = {
  fileName: 'sngan-fashion-mnist.gan.json',
  label: 'Fashion-MNIST, SNGAN',
  description:
    'Spectral normalisation and hinge loss (Miyato et al. 2018), k = 5: slow without a GPU',
  text: `// SNGAN (Miyato et al. 2018) at 28×28: the standard CNN of table 3 with a quarter of its channels and two doublings
// from 7×7 instead of three from 4×4; the settings of the released code for CIFAR-10, without labels
// (github.com/pfnet-research/sngan_projection, configs/sn_cifar10_unconditional.yml).
{
${FASHION_DATA}
  "generator": {
    // Table 3: 128 values from N(0, 1).
    "latent": { "dimension": 128 },
    "layers": [
      // 128 · 7 · 7.
      { "type": "dense", "units": 6272 },
      { "type": "reshape", "shape": [128, 7, 7] },
      // Table 3: transposed convolutions of 4×4, stride 2, each with batch normalisation and ReLU.
${SN_UP(64)}
${SN_UP(32)}
      { "type": "conv2d", "filters": 1, "kernelSize": 3, "activation": "tanh" }
    ]
  },
  "discriminator": {
    // Table 3: 3×3 and 4×4 with stride 2 in turns, slope 0.1. Every layer has spectral normalisation, no other one.
    "layers": [
${SN_CONV(16, 3, 1)}
${SN_CONV(16, 4, 2)}
${SN_CONV(32, 3, 1)}
${SN_CONV(32, 4, 2)}
${SN_CONV(64, 3, 1)}
      // One output, not squashed: the hinge loss takes it as it is.
      { "type": "dense", "units": 1, "spectralNorm": true }
    ]
  },
  // Equations 16 and 17; \`loss_type: hinge\` in the released code.
  "loss": { "name": "hinge" },
  "training": {
    // The released code: 50,000 generator updates, five discriminator updates each. There the generator is updated
    // on minibatches of 128.
    "steps": 50000,
    "batchSize": 64,
    "discriminatorSteps": 5,
    // Adam 0.0002, β₁ 0, β₂ 0.9; the rate falls to 0 in a straight line from the first step on.
    "generatorOptimizer": {
      "name": "adam",
      "learningRate": 0.0002,
      "beta1": 0,
      "beta2": 0.9,
      "learningRateSchedule": { "name": "linear", "steps": 50000 }
    },
    "discriminatorOptimizer": {
      "name": "adam",
      "learningRate": 0.0002,
      "beta1": 0,
      "beta2": 0.9,
      "learningRateSchedule": { "name": "linear", "steps": 50000 }
    },
    "seed": 1
  },
  "evaluation": { "everySteps": 100, "samples": 64 }
}
`,
};

const HE_LAYER = `      {
        "type": "dense",
        "units": 512,
        "activation": "relu",
        "weights": { "name": "heUniform" }
      },`;
const HE_LAYERS = [HE_LAYER, HE_LAYER, HE_LAYER].join('\n');

export const wganGpTemplate: ConfigTemplate = {
  fileName: 'wgan-gp-ring.gan.json',
  label: 'Ring of 8 Gaussians, WGAN-GP',
  description: 'Wasserstein loss and gradient penalty (Gulrajani et al. 2017), k = 5',
  text: `// WGAN-GP (Gulrajani et al. 2017) on the ring of 8 Gaussians, after gan_toy.py of the code released with it
// (github.com/igul222/improved_wgan_training).
{
  // Radius 2 and σ 0.02, all divided by 1.414.
  "data": { "source": "ring", "modes": 8, "radius": 1.41443, "standardDeviation": 0.0141443 },
  "generator": {
    // N(0, I₂).
    "latent": { "dimension": 2 },
    // Three layers of 512 with He's initialisation, a linear one with Glorot's.
    "layers": [
${HE_LAYERS}
      { "type": "dense", "units": 2 }
    ]
  },
  "discriminator": {
    "layers": [
${HE_LAYERS}
      // The critic: one output, not squashed.
      { "type": "dense", "units": 1 }
    ]
  },
  "loss": { "name": "wasserstein" },
  "regularizers": {
    // Equation 3. The paper uses λ = 10 for images; the released code 0.1 for "toy tasks", where that is faster.
    "gradientPenalty": { "weight": 0.1, "target": 1, "points": "interpolated" }
  },
  "training": {
    // The released code: 100,000 generator updates, minibatches of 256, five critic updates each.
    "steps": 100000,
    "batchSize": 256,
    "discriminatorSteps": 5,
    // Adam 0.0001, β₁ 0.5, β₂ 0.9.
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0001, "beta1": 0.5, "beta2": 0.9 },
    "discriminatorOptimizer": {
      "name": "adam",
      "learningRate": 0.0001,
      "beta1": 0.5,
      "beta2": 0.9
    },
    "seed": 1
  },
  "evaluation": { "everySteps": 200, "samples": 1024 }
}
`,
};

/** One hidden layer of the generator of PacGAN's synthetic experiments. */
const PAC_HIDDEN = `      {
        "type": "dense",
        "units": 400,
        "useBias": false,
        "weights": ${NORMAL}
      },
      { "type": "batchNorm", "momentum": 0.95 },
      { "type": "activation", "activation": "relu" },`;
const PAC_GENERATOR = [PAC_HIDDEN, PAC_HIDDEN, PAC_HIDDEN, PAC_HIDDEN].join('\n');

const PAC_MAXOUT = `      {
        "type": "maxout",
        "units": 200,
        "pieces": 5,
        "weights": ${NORMAL}
      },`;
const PAC_DISCRIMINATOR = [PAC_MAXOUT, PAC_MAXOUT, PAC_MAXOUT].join('\n');

export const pacganTemplate: ConfigTemplate = {
  fileName: 'pacgan-ring.gan.json',
  label: 'Ring of 8 Gaussians, PacGAN2',
  description:
    'The discriminator judges two points at once (Lin et al. 2018), against mode collapse',
  text: `// PacGAN2 (Lin et al. 2018) on the ring of 8 Gaussians, after the code released with it
// (github.com/fjxmlzn/PacGAN, synthetic_data_experiments/2DRing_GAN&PacGAN). What differs: new points are drawn for
// every minibatch (there 100,000 packs are drawn once), and a batch is normalised as a whole (there the first and
// the second points of the packs apart). Set \`packing\` to 1, and \`batchSize\` to 100, for the plain GAN it is
// compared with.
{
  "data": { "source": "ring", "modes": 8, "radius": 1, "standardDeviation": 0.01 },
  "generator": {
    // N(0, I₂).
    "latent": { "dimension": 2 },
    // Four layers of 400 with batch normalisation and ReLU, without bias; weights from N(0, 0.02²).
    "layers": [
${PAC_GENERATOR}
      { "type": "dense", "units": 2, "weights": ${NORMAL} }
    ]
  },
  "discriminator": {
    // Two points at once, as one of four coordinates.
    "packing": 2,
    // Three maxout layers of 200 units, five pieces each; weights from N(0, 0.02²).
    "layers": [
${PAC_DISCRIMINATOR}
      { "type": "dense", "units": 1, "weights": ${NORMAL} }
    ]
  },
  "loss": { "name": "nonSaturating" },
  "training": {
    // 400 epochs of 1,000 minibatches. Each has 100 packs of two points.
    "steps": 400000,
    "batchSize": 200,
    // The released code updates both players at once.
    "updateOrder": "simultaneous",
    // Adam 0.0001, β₁ 0.8.
    "generatorOptimizer": { "name": "adam", "learningRate": 0.0001, "beta1": 0.8 },
    "discriminatorOptimizer": { "name": "adam", "learningRate": 0.0001, "beta1": 0.8 },
    "seed": 1
  },
  "evaluation": { "everySteps": 500, "samples": 1024 }
}
`,
};
