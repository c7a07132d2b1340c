import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { type GanConfig, ganConfigSchema } from '../../src/config/ganConfig';
import { digitsPaths, readImageFile } from '../../src/dataFiles/idxFile';
import { smallConfig } from './trainingRuns';

/** The built-in digits, 8×8, each pixel thrice in both directions, with a border of 2. */
async function writeLargeDigits(path: string): Promise<void> {
  const { pixels, count } = await readImageFile(digitsPaths(inRoot('media')).images);
  const file = Buffer.alloc(16 + count * 784);
  [0x803, count, 28, 28].forEach((value, i) => file.writeUInt32BE(value, 4 * i));
  for (let at = 0; at < count * 576; at += 1) {
    const [image, row, column] = [Math.floor(at / 576), Math.floor((at % 576) / 24), at % 24];
    const pixel = pixels[image * 64 + 8 * Math.floor(row / 3) + Math.floor(column / 3)]!;
    file[16 + image * 784 + 28 * (row + 2) + column + 2] = Math.min(255, 16 * pixel);
  }
  await writeFile(path, file);
}

/** A config that trains on the built-in digits with 28×28 pixels, which it writes into the folder. */
export async function largeDigitsConfig(
  folder: string,
  training: Parameters<typeof smallConfig>[0],
  rest: Parameters<typeof smallConfig>[1] = {},
): Promise<GanConfig> {
  const images = join(folder, 'digits-idx3-ubyte');
  await writeLargeDigits(images);
  return ganConfigSchema.parse(
    smallConfig(training, {
      data: { source: 'idx', images },
      generator: {
        latent: { dimension: 8 },
        layers: [{ type: 'dense', units: 784, activation: 'tanh' }],
      },
      discriminator: { layers: [{ type: 'dense', units: 1 }] },
      ...rest,
    }),
  );
}
