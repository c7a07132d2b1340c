/** Image sources of the `data` section. */
import * as z from 'zod';
import { describedEnum } from '../describedEnum';
import { imagePreprocessing, onlyClasses } from './imagePreprocessing';

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
    onlyClasses,
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
    onlyClasses,
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
    onlyClasses,
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
    onlyClasses,
    horizontalFlip,
    pixelRange,
    ...imagePreprocessing,
  })
  .describe(
    'CIFAR-100 in its binary version (Krizhevsky 2009): records of 3,074 bytes, two labels and the planes of a 32×32 image.',
  );

const side = z.int().min(1).max(1024);

export const imageFolderSource = z
  .strictObject({
    source: z.literal('imageFolder').describe('PNG and JPEG images in a folder or a zip archive.'),
    path: path.describe(
      'Path of a folder of PNG and JPEG images or of a zip archive of them, relative to this config file. Folders in it are the classes; without any, there are no classes.',
    ),
    include: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Glob pattern of the files to use, relative to the folder, such as `cats/**` or `*_front.png`: `*` stands for anything but a slash, `**` also for folders, `{a,b}` for either. Default: all.',
      ),
    list: path
      .optional()
      .describe(
        'Path of a text file that names the files to use, one a line, relative to this config file. A name is that of the file, or its path inside the folder. Default: all are used.',
      ),
    size: z
      .union([side, z.array(side).length(2)])
      .optional()
      .describe(
        'Height and width of the samples, in pixels: one number for squares, or `[height, width]`, 1 to 1,024. Images of other sizes are resized. Default: as the images are, which must then be alike.',
      ),
    fit: describedEnum({
      crop: 'Resize until both sides are covered, keep the middle.',
      pad: 'Resize until all of the image fits, fill the rest with `background`.',
      stretch: 'Resize each side by itself: shapes are distorted.',
    })
      .default('crop')
      .describe(
        'What happens to images that are not as wide and high as `size` says: the middle is kept (`crop`, default), margins are added (`pad`), or they are stretched (`stretch`).',
      ),
    resizeFilter: describedEnum({
      nearest: 'The nearest pixel: for pixel art.',
      box: 'Mean of the pixels that a new pixel covers.',
      bilinear: 'A triangle, two pixels wide.',
      bicubic: 'Cubic convolution with a = −0.5 (Keys 1981).',
      lanczos: 'A windowed sinc, six pixels wide: the sharpest.',
    })
      .default('bicubic')
      .describe(
        'How images are resized. When they get smaller the filter gets wider, so that nothing is aliased, and pixels are those of Pillow (Parmar et al. 2022 show what other ways do to measured quality). Default `bicubic`.',
      ),
    channels: describedEnum({
      rgb: 'Red, green and blue: 3 channels.',
      grey: 'Brightness alone, 0.299 R + 0.587 G + 0.114 B: 1 channel.',
    })
      .default('rgb')
      .describe(
        'Whether samples are in colour (`rgb`, default, 3 channels) or `grey` (1 channel).',
      ),
    background: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'Use a colour as `#rrggbb`.')
      .default('#ffffff')
      .meta({ patternErrorMessage: 'Use a colour as `#rrggbb`, such as `#ffffff`.' })
      .describe(
        'Colour under transparent pixels and in the margins of `pad`, as `#rrggbb`. Default white, `#ffffff`.',
      ),
    skipUnreadable: z
      .boolean()
      .default(false)
      .describe(
        'Leave out images that cannot be read, with a warning that counts them. Default false: the run does not start, and the first of them are named.',
      ),
    horizontalFlip,
    pixelRange,
    ...imagePreprocessing,
  })
  .describe(
    'PNG and JPEG images in a folder or a zip archive: grey, colour, with palette or transparency, turned as their camera says. One folder a class, or none.',
  );
