/** What is done with the images of a file before they are shown to the networks. */
import * as z from 'zod';

/** Far more than any set has. */
const MAX_IMAGES = 1_000_000_000;

/** CIFAR-100 has 100. */
const MAX_CLASSES = 1000;
const MAX_CLASS_NAME = 255;
/** Labels of files are bytes. */
const MAX_LABEL = 255;

export const onlyClasses = z
  .array(z.union([z.string().min(1).max(MAX_CLASS_NAME), z.int().min(0).max(MAX_LABEL)]))
  .min(1)
  .max(MAX_CLASSES)
  .optional()
  .describe(
    'The classes whose images are used, by number such as `[3, 7]`, or by name such as `["automobile", "truck"]` where a file beside the data has the names. The others are left out before anything else counts the images. Default: all classes.',
  );

const subset = z
  .strictObject({
    start: z
      .int()
      .min(0)
      .max(MAX_IMAGES)
      .default(0)
      .describe('Number of the first image that is used, counted from 0. Default 0.'),
    stop: z
      .int()
      .min(1)
      .max(MAX_IMAGES)
      .describe('Number of the first image after it that is not used.'),
  })
  .optional()
  .describe(
    'The part of the images that is used, as in published splits: Goodfellow et al. 2014 train on the first 50,000 of MNIST. With `onlyClasses` it counts the images of those. Default: all.',
  );

const contrastNormalization = z
  .number()
  .positive()
  .max(1e6)
  .optional()
  .describe(
    'Global contrast normalisation: each image has its own mean subtracted and is scaled to this Euclidean norm (Coates et al. 2011; 55 for CIFAR-10 in Goodfellow et al. 2014, a standard deviation of 0.99). `pixelRange` has no effect then; leave the last layer of the generator linear. Pictures show three standard deviations around the mean. Default: none.',
  );

/** Fields that all images in files share. */
export const imagePreprocessing = { subset, contrastNormalization };
