/** Image sources of the `data` section. */
import * as z from 'zod';
import { describedEnum } from '../describedEnum';
import { imagePreprocessing } from './imagePreprocessing';

export const pixelRange = describedEnum({
  minusOneToOne: 'Black is −1, white is 1: end the generator with `tanh`.',
  zeroToOne: 'Black is 0, white is 1: end the generator with `sigmoid`.',
})
  .default('minusOneToOne')
  .describe(
    'Interval the pixels are scaled to. Use `minusOneToOne` (default) with a `tanh` generator, `zeroToOne` with `sigmoid`.',
  );

export const horizontalFlip = z
  .boolean()
  .default(false)
  .describe(
    'Mirror each image left to right with probability ½ whenever it is drawn. Default false. Leave it off where left and right differ, as in digits and letters.',
  );

const path = z.string().min(1);

/** Many more than any published set has. */
const MAX_FILES = 1000;

const files = z.array(path).min(1).max(MAX_FILES);

export const digitsSource = z
  .strictObject({
    source: z.literal('digits').describe('1,797 handwritten digits of 8×8 pixels.'),
    pixelRange,
  })
  .describe(
    '1,797 handwritten digits, 8×8 pixels, built in (UCI, CC BY 4.0, Alpaydin & Kaynak 1998).',
  );

export const idxSource = z
  .strictObject({
    source: z.literal('idx').describe('Images in an IDX file, such as MNIST or Fashion-MNIST.'),
    images: path.describe(
      'Path of the IDX image file, plain or gzipped (`train-images-idx3-ubyte.gz`), relative to this config file.',
    ),
    labels: path
      .optional()
      .describe(
        'Path of the IDX label file that belongs to the images (`train-labels-idx1-ubyte.gz`), plain or gzipped, relative to this config file. Default: no labels.',
      ),
    horizontalFlip,
    pixelRange,
    ...imagePreprocessing,
  })
  .describe('Images in an IDX file, plain or gzipped, such as MNIST or Fashion-MNIST.');

export const cifar10Source = z
  .strictObject({
    source: z.literal('cifar10').describe('CIFAR-10 in its binary version: 32×32, colour.'),
    files: files.describe(
      'Paths of the binary files (`data_batch_1.bin` …), relative to this config file. `batches.meta.txt` beside the first names the classes.',
    ),
    horizontalFlip,
    pixelRange,
    ...imagePreprocessing,
  })
  .describe(
    'CIFAR-10 in its binary version (Krizhevsky 2009): records of 3,073 bytes, a label and the planes of a 32×32 image.',
  );

export const cifar100Source = z
  .strictObject({
    source: z.literal('cifar100').describe('CIFAR-100 in its binary version: 32×32, colour.'),
    files: files.describe(
      'Paths of the binary files (`train.bin`), relative to this config file. `fine_label_names.txt` and `coarse_label_names.txt` beside the first name the classes.',
    ),
    classes: describedEnum({
      fine: 'The 100 classes.',
      coarse: 'The 20 superclasses.',
    })
      .default('fine')
      .describe('Which labels are the classes: the 100 `fine` (default) or the 20 `coarse` ones.'),
    horizontalFlip,
    pixelRange,
    ...imagePreprocessing,
  })
  .describe(
    'CIFAR-100 in its binary version (Krizhevsky 2009): records of 3,074 bytes, two labels and the planes of a 32×32 image.',
  );
