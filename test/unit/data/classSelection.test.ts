import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { checkDataUse } from '../../../src/config/dataChecks';
import { classCountOf, DataFieldError } from '../../../src/config/sampleShape';
import { dataHeaderReader } from '../../../src/dataFiles/dataHeader';
import { createDataSet } from '../../../src/engine/data/createDataSet';
import { createStreams } from '../../../src/engine/random/streams';
import { readDataFiles } from '../../../src/worker/readDataFiles';
import { testKernels } from '../random/testKernels';
import { dataConfig } from './dataConfig';

const CIFAR_BYTES = 3072;

let folder: string;
/** Its folder is where paths start. */
let configPath: string;

/** Records whose pixels are all of the number of the record. */
async function writeCifar(labels: readonly number[]): Promise<void> {
  const records = labels.map((label, i) => [label, ...Array<number>(CIFAR_BYTES).fill(i)]);
  await writeFile(join(folder, 'data/some.bin'), Uint8Array.from(records.flat()));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gan-classes-'));
  await mkdir(join(folder, 'data'));
  configPath = join(folder, 'any.gan.json');
  await writeCifar([1, 9, 0, 1, 3, 9, 1]);
});

afterAll(() => rm(folder, { recursive: true }));

const cifar = (fields: object) =>
  dataConfig({ source: 'cifar10', files: ['data/some.bin'], ...fields });

const read = (data: ReturnType<typeof dataConfig>) =>
  readDataFiles(data, configPath, inRoot('media'));

async function imagesOf(fields: object) {
  const { images } = await read(cifar(fields));
  return images!;
}

async function refusal(fields: object): Promise<DataFieldError> {
  const error: unknown = await read(cifar(fields)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataFieldError);
  return error as DataFieldError;
}

describe('data of some classes', () => {
  it('are their images in the order of the file, with the classes numbered anew', async () => {
    const images = await imagesOf({ onlyClasses: [9, 1] });
    expect(images.count).toBe(5);
    expect([...images.labels!.values]).toEqual([0, 1, 0, 1, 0]);
    expect(images.labels!.names).toEqual(['1', '9']);
    expect(images.name).toBe('data/some.bin (classes 1, 9)');
    // The pixels of a record are its number.
    const firstPixels = [0, 1, 2, 3, 4].map((image) => images.pixels[image * CIFAR_BYTES]);
    expect(firstPixels).toEqual([0, 1, 3, 5, 6]);
    expect(images.pixels.length).toBe(5 * CIFAR_BYTES);
    expect(images.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('are counted before a subset is taken, which must lie among them', async () => {
    const data = cifar({ onlyClasses: [1], subset: { start: 1, stop: 3 } });
    const files = await read(data);
    const set = createDataSet(data, createStreams(1, testKernels()), 2, files);
    expect(set.count).toBe(2);
    expect(set.description).toBe(
      'data/some.bin (class 1), 2 images of 32×32 in colour (2 to 3 of 3)',
    );
    const minibatch = new Float32Array(2 * CIFAR_BYTES);
    set.fillMinibatch(0, minibatch);
    const bytes = [0, 1].map((row) => Math.round((minibatch[row * CIFAR_BYTES]! + 1) * 127.5));
    expect(bytes.sort((a, b) => a - b)).toEqual([3, 6]);

    const { field, message } = await refusal({ onlyClasses: [1], subset: { stop: 4 } });
    expect(field).toEqual(['subset', 'stop']);
    expect(message).toBe(
      'The subset stops at image 4, but data/some.bin (class 1) has only 3. Use at most 3.',
    );
  });

  it('are told apart by the names beside the file, or still by their numbers', async () => {
    const names = ['plane', 'car', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
    await writeFile(join(folder, 'data/batches.meta.txt'), names.join('\n'));
    try {
      const images = await imagesOf({ onlyClasses: ['truck', 1] });
      expect(images.labels!.names).toEqual(['car', 'truck']);
      const { field, message } = await refusal({ onlyClasses: ['car', 'truck', 1] });
      expect(field).toEqual(['onlyClasses', 2]);
      expect(message).toBe(
        '`1` is the class `car`, which is named already. Remove one of the two.',
      );
    } finally {
      await rm(join(folder, 'data/batches.meta.txt'));
    }
  });

  it('must be classes that the data have, with images', async () => {
    const unknown = await refusal({ onlyClasses: [1, 'automobile'] });
    expect(unknown.field).toEqual(['onlyClasses', 1]);
    expect(unknown.message).toBe(
      '`automobile` is to be used, but data/some.bin has no such class. Its classes: `0`, `1`, `3`, `9`.',
    );
    const empty = await refusal({ onlyClasses: [4] });
    expect(empty.message).toContain('`4` is to be used, but data/some.bin has no image of it.');
  });

  it('are as many as a network that is told them is told of', async () => {
    expect(classCountOf(cifar({ onlyClasses: [9, 1] }))).toBe(2);
    expect(classCountOf(cifar({ onlyClasses: [9, '9'] }))).toBe(1);
    const digits = dataConfig({ source: 'digits', onlyClasses: [3, 7, 8] });
    expect(classCountOf(digits)).toBe(3);
    const { images } = await read(digits);
    // As many as scikit-learn's load_digits has of each.
    expect(images!.count).toBe(183 + 179 + 174);
    expect(images!.labels!.names).toEqual(['3', '7', '8']);
  });

  it('are counted in an IDX file while the config is written, which needs the labels', async () => {
    const images = inRoot('media/data/digits8x8-images-idx3-ubyte.gz');
    const labels = inRoot('media/data/digits8x8-labels-idx1-ubyte.gz');
    const sevens = dataConfig({ source: 'idx', images, labels, onlyClasses: [7] });
    const header = await dataHeaderReader(configPath)(sevens);
    expect(header).toMatchObject({ count: 179, classes: 1 });
    expect(checkDataUse({ data: sevens }, header)).toEqual([]);
    const unlabelled = dataConfig({ source: 'idx', images, onlyClasses: [7] });
    expect(checkDataUse({ data: unlabelled }, undefined)).toEqual([
      expect.objectContaining({
        path: ['data', 'onlyClasses'],
        message: expect.stringContaining('nothing says which these are') as string,
      }),
    ]);
  });
});
