import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { readCifar, readCifarHeader, type CifarConfig } from '../../../src/dataFiles/cifar';
import { DataFileError } from '../../../src/dataFiles/errors';
import { createDataSet } from '../../../src/engine/data/createDataSet';
import { createStreams } from '../../../src/engine/random/streams';
import { readDataFiles } from '../../../src/worker/readDataFiles';
import { testKernels } from '../random/testKernels';
import { sharedData } from './sharedData';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-cifar-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const configPath = path.join(folder, 'a.gan.json');
const options = { horizontalFlip: false, pixelRange: 'zeroToOne' } as const;

function write(name: string, labels: readonly (readonly number[])[], extra = 0): string {
  const records = labels.map((bytes, i) =>
    Buffer.from([...bytes, ...new Uint8Array(3072).fill(i)]),
  );
  fs.writeFileSync(path.join(folder, name), Buffer.concat([...records, Buffer.alloc(extra)]));
  return name;
}

const cifar10 = (...files: string[]): CifarConfig => ({ source: 'cifar10', files, ...options });

describe('CIFAR files', () => {
  it('are read one after the other, labels and planes', async () => {
    const config = cifar10(write('a.bin', [[3], [9]]), write('b.bin', [[0]]));
    expect(await readCifarHeader(config, configPath)).toEqual({
      name: path.basename(path.dirname(folder)) + '/' + path.basename(folder),
      count: 3,
    });
    const images = await readCifar(config, configPath);
    expect([...images.labels.values]).toEqual([3, 9, 0]);
    expect(images.labels.names).toEqual('0123456789'.split(''));
    expect(images.pixels).toHaveLength(3 * 3072);
    expect([images.pixels[0], images.pixels[3072], images.pixels[2 * 3072]]).toEqual([0, 1, 0]);
  });

  it('of CIFAR-100 have two labels, named by the files beside them', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `super${i}`);
    fs.writeFileSync(path.join(folder, 'coarse_label_names.txt'), names.join('\n') + '\n');
    const files = [
      write('train.bin', [
        [19, 99],
        [4, 0],
      ]),
    ];
    const read = (classes: 'fine' | 'coarse') =>
      readCifar({ source: 'cifar100', files, classes, ...options }, configPath);
    expect((await read('coarse')).labels).toEqual({ values: Uint16Array.of(19, 4), names });
    const fine = await read('fine');
    expect([...fine.labels.values]).toEqual([99, 0]);
    expect(fine.labels.names).toHaveLength(100);
  });

  it.each([
    ['cut', () => write('cut.bin', [[1]], 5), /3,078 bytes, .* no multiple of the 3,073 bytes/],
    ['of another kind', () => write('label.bin', [[200]]), /Image 1 has the label 200/],
    ['missing', () => 'nothing.bin', /There is no file/],
    ['empty', () => write('empty.bin', []), /0 bytes/],
  ])('that are %s are refused', async (_, make, message) => {
    const reading = readCifar(cifar10(make()), configPath);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(DataFileError);
  });
});

describe('the real CIFAR-10', () => {
  const file = sharedData('cifar10/data_batch_1_first4000.bin');

  it.skipIf(file === undefined)('has its published channel means and deviations', async () => {
    const config = cifar10(file!);
    const files = await readDataFiles(config, configPath, inRoot('media'));
    const streams = createStreams(1, testKernels());
    const data = createDataSet(config, streams, 4000, files);
    expect(data).toMatchObject({ count: 4000, sampleShape: [3, 32, 32] });
    const names = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
    expect(data.classes).toMatchObject({ count: 10, names });
    const target = new Float32Array(4000 * 3072);
    data.fillMinibatch(0, target);
    const statistics = [0, 1, 2].map((channel) => {
      let [sum, squares] = [0, 0];
      for (let image = 0; image < 4000; image += 1) {
        const start = image * 3072 + channel * 1024;
        for (const value of target.subarray(start, start + 1024)) {
          sum += value * 255;
          squares += (value * 255) ** 2;
        }
      }
      const mean = sum / 4_096_000;
      return [mean, Math.sqrt(squares / 4_096_000 - mean ** 2)];
    });
    // Of these 4,000 images, computed apart from this program; the whole set has 125.3 123.0 113.9.
    const published = [
      [125.4, 63],
      [122.9, 62.2],
      [113.4, 66.9],
    ];
    statistics.forEach(([mean, deviation], channel) => {
      expect(Math.abs(mean! - published[channel]![0]!)).toBeLessThan(0.06);
      expect(Math.abs(deviation! - published[channel]![1]!)).toBeLessThan(0.06);
    });
  });
});
