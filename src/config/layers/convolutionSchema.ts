/** Layers that slide a window over an image. Images are channels first: [channels, height, width]. */
import * as z from 'zod';
import { activationFields } from './activationSchema';
import { pieces } from './denseSchema';
import { bias, weightFields, weights } from './initializerSchema';

const MAX_WINDOW = 64;

const filters = z.int().min(1).max(65_536).describe('Number of output channels.');
const window = z.int().min(1).max(MAX_WINDOW);
const kernelSize = window.describe('Height and width of the filters, in pixels.');

const stride = window.default(1).describe('Pixels between two places of a filter. Default 1.');

const paddingChoices = [
  z.enum(['same', 'valid']).meta({
    markdownEnumDescriptions: [
      'Zeros all around so that only the stride changes the size.',
      'None: the filters stay inside the image.',
    ],
  }),
  z.int().min(0).max(MAX_WINDOW),
] as const;

const padding = z
  .union(paddingChoices)
  .default('same')
  .describe(
    'Zeros around the image: `same` (default) gives ⌈size / stride⌉ pixels, `valid` none, a number that many on each side.',
  );

const untiedBias = z
  .boolean()
  .default(false)
  .describe(
    'One bias for each pixel of each channel instead of one for each channel, as in the convolutional CIFAR-10 generator of Goodfellow et al. 2014. Default false.',
  );

const transposedPadding = z
  .union(paddingChoices)
  .default('same')
  .describe(
    'What is cut off around the result: `same` (default) gives size · stride pixels, `valid` nothing is cut, a number that many pixels on each side.',
  );

export const convolutionLayer = z
  .strictObject({
    type: z.literal('conv2d').describe('Two-dimensional convolution.'),
    filters,
    kernelSize,
    stride,
    padding,
    ...activationFields,
    ...weightFields,
    untiedBias,
  })
  .describe('Two-dimensional convolution of an image [channels, height, width].');

export const transposedConvolutionLayer = z
  .strictObject({
    type: z.literal('convTranspose2d').describe('Transposed convolution: makes images larger.'),
    filters,
    kernelSize,
    stride: window.default(2).describe('How many times larger the image becomes. Default 2.'),
    padding: transposedPadding,
    ...activationFields,
    ...weightFields,
    untiedBias,
  })
  .describe(
    'Transposed convolution (also: deconvolution), the gradient of a convolution: makes images larger. A kernel size that the stride divides avoids checkerboards (Odena et al. 2016).',
  );

export const maxoutConvolutionLayer = z
  .strictObject({
    type: z.literal('convMaxout2d').describe('The largest of several convolutions per channel.'),
    filters,
    pieces,
    kernelSize,
    stride,
    padding,
    weights,
    bias,
  })
  .describe(
    'max over pieces of a convolution (Goodfellow et al. 2013), as in the CIFAR-10 discriminator of Goodfellow et al. 2014.',
  );

const pool = {
  size: window.default(2).describe('Height and width of the window, in pixels. Default 2.'),
  stride: window.optional().describe('Pixels between two windows. Default: `size`.'),
  padding: z
    .union(paddingChoices)
    .default('valid')
    .describe('Border around the image, which counts for nothing. Default `valid`: none.'),
  partialWindows: z
    .boolean()
    .default(false)
    .describe(
      'Whether pixels at the right and the bottom that fill no whole window make one of their own, as in cuda-convnet (`ceil_mode` of PyTorch). Default false: they are left out.',
    ),
};

export const averagePoolingLayer = z
  .strictObject({
    type: z.literal('averagePool2d').describe('Mean over windows.'),
    ...pool,
  })
  .describe('Mean over windows of an image.');

export const maxPoolingLayer = z
  .strictObject({
    type: z.literal('maxPool2d').describe('Maximum over windows.'),
    ...pool,
  })
  .describe('Maximum over windows of an image.');

export const upsamplingLayer = z
  .strictObject({
    type: z.literal('upsample2d').describe('Repeats pixels.'),
    factor: z
      .int()
      .min(2)
      .max(16)
      .default(2)
      .describe('How many times larger the image becomes. Default 2.'),
  })
  .describe(
    'Repeats each pixel (nearest neighbour). Before a `conv2d` it makes larger images without checkerboards (Odena et al. 2016).',
  );
