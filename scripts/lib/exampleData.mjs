// Real data for the ready-made configs, laid out as examples/README.md says.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';

const shared = (name) => path.resolve(root, '../shared/data', name);

/** Files that stand for those an example names, by their names in its `data` folder; of CIFAR-10 a part of one. */
const FILES = new Map([
  ...['mnist', 'fashion-mnist']
    .flatMap((set) => [`${set}/train-images-idx3-ubyte.gz`, `${set}/train-labels-idx1-ubyte.gz`])
    .map((name) => [name, shared(name)]),
  ...[1, 2, 3, 4].map((batch) => [
    `cifar10/data_batch_${batch}.bin`,
    shared('cifar10/data_batch_1_first4000.bin'),
  ]),
  ...['noto-emoji/noto-emoji-72x72.zip', 'noto-emoji/faces.txt'].map((name) => [
    name,
    shared(name),
  ]),
  // Somebody's own images.
  ...['rgb.png', 'rgb420.jpg', 'greyAlpha.png', 'progressive.jpg'].map((name) => [
    `images/${name}`,
    inRoot('test/fixtures/images', name),
  ]),
]);

const there = [...FILES].filter(([, file]) => fs.existsSync(file));

/**
 * Names of the files that this machine has, relative to the `data` folder.
 *
 * @type {readonly string[]}
 */
export const exampleDataNames = there.map(([name]) => name);

/**
 * Makes the `data` folder of a workspace.
 *
 * @param {string} workspace
 */
export function layOutExampleData(workspace) {
  for (const [name, file] of there) {
    const link = path.join(workspace, 'data', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(file, link);
  }
}
