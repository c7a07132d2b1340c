/** The `evaluation` section. */
import * as z from 'zod';
import { describedEnum } from './describedEnum';

const metricFamily = describedEnum({
  modes:
    'Modes captured, share of high-quality samples, and reverse KL divergence of the mode histogram, for mixtures: ring, grid, mixture.',
  wasserstein:
    'Wasserstein-1 distance on the line, sliced Wasserstein distance in more dimensions, in units of the data.',
  mmd: 'Squared maximum mean discrepancy with Gaussian kernels (Gretton et al. 2012).',
  manifold:
    'Precision, recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), with 5 neighbours.',
  nearestNeighbour:
    'Leave-one-out accuracy of the 1-nearest-neighbour classifier, for real and generated samples apart.',
  frechet: 'Fréchet distance of the features (Heusel et al. 2017).',
  kid: 'Kernel distance of the features with the cubic kernel (Bińkowski et al. 2018).',
  digits:
    'Fréchet distance, KID and manifold once more, on 64 features of a classifier that was trained on MNIST, and what it takes the samples for: score (Salimans et al. 2016), digits captured, share of each digit. For grey images of 28×28 pixels; of other images than digits it says little.',
});

export type MetricFamily = z.output<typeof metricFamily>;
export const METRIC_FAMILIES: readonly MetricFamily[] = metricFamily.options;

export const evaluationSchema = z
  .strictObject({
    everySteps: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .default(200)
      .describe('Steps between two evaluations: sample grids and metrics. Default 200.'),
    samples: z
      .int()
      .min(1)
      .max(1024)
      .default(64)
      .describe('Samples in the grid, always from the same latent vectors. Default 64.'),
    metrics: z
      .union([z.literal('auto'), z.array(metricFamily).max(20)])
      .default('auto')
      .describe(
        'What compares generated with real samples while training, in a thread of its own. `auto` (default) takes what suits the data: modes, Wasserstein, MMD, manifold and nearest neighbours for points; Fréchet, KID, manifold and nearest neighbours for images, and digits for grey ones of 28×28 pixels. An empty list measures nothing.',
      ),
    metricSamples: z
      .int()
      .min(50)
      .max(10_000)
      .default(1000)
      .describe(
        'Generated samples, and as many real ones, that the metrics compare; at most a quarter of a finite data set. Values of different numbers cannot be compared. Time and memory grow with the square. Default 1,000.',
      ),
    metricsBudget: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe(
        'Largest share of the training time that the metrics may take; evaluations that would exceed it are left out. The time of the metrics thread counts, though it works beside the training. What is measured once at the start, real with real samples and the untrained generator, does not count; the last step is always measured. Default 0.05.',
      ),
  })
  .prefault({})
  .describe('What is looked at while training.');
