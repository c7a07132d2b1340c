/** What is changed at random in the images that the discriminator sees. */
import * as z from 'zod';
import { describedEnum } from './describedEnum';

const augmentationNameSchema = describedEnum({
  colour:
    'Brightness: a number from U(−¼, ¼) of the range of pixels is added to the image. Saturation: the differences of the channels from their mean, times U(0, 2); grey images have none. Contrast: the differences of the values from the mean of the image, times U(½, 3⁄2).',
  translation:
    'Moved by up to an eighth of the height and of the width, in whole pixels; zeros fill what becomes free: mid-grey in `minusOneToOne`, black in `zeroToOne`.',
  cutout:
    'A rectangle of half the height and half the width is set to zero; its middle may lie anywhere in the image.',
});

export const augmentationSchema = z
  .array(augmentationNameSchema)
  .max(3)
  .default([])
  .describe(
    'Random changes to every image that the discriminator sees while training, real or generated, in its own updates and in those of the generator, whose gradient goes through them: so that few images are not learnt by heart (differentiable augmentation, Zhao et al. 2020, DiffAugment). Applied in the order of the list, each once, with new random numbers for every image; images only. D(x), D(G(z)) and losses while training are those of changed images, and penalties take the slope of D with the change before it. Evaluations, metrics, sample grids and the inspector have images as they are. Default: none. Begin with `["translation", "cutout"]`, which the released code takes for CIFAR-10; for sets of a hundred images it takes `colour` as well, of which small networks make dull colours.',
  );

export type AugmentationName = z.output<typeof augmentationNameSchema>;
