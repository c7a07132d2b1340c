/** The latents of the sample grids: `samples/latents.safetensors`, the same at every step. A file may be hostile. */
import type { InspectedLatent } from '../protocol/inspection';
import { readBoundedFile } from './boundedFile';
import { latentsFile } from './layout';
import { replaceFile } from './replaceFile';
import { decodeSafetensors, encodeSafetensors } from './safetensors';

/** The largest grid with the longest latents that a config may ask for. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;

export interface SampleLatents {
  readonly count: number;
  /** [count, latent dimension], in the order of the grid. */
  readonly latents: Float32Array;
  /** [count]: numbers of the classes that the generator is told. */
  readonly classes?: Float32Array;
  readonly distribution: InspectedLatent['distribution'];
}

export async function writeLatents(runDirectory: string, of: SampleLatents): Promise<void> {
  const { count, latents, classes, distribution } = of;
  const tensors = [{ name: 'latents', shape: [count, latents.length / count], data: latents }];
  if (classes !== undefined) tensors.push({ name: 'classes', shape: [count], data: classes });
  await replaceFile(latentsFile(runDirectory), encodeSafetensors(tensors, { distribution }));
}

function isClassOrNone(value: number | undefined): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value >= 0);
}

/** @throws Error when the file is absent, too large or not one of ours, RangeError when it has no such sample */
export async function readLatent(runDirectory: string, sample: number): Promise<InspectedLatent> {
  const file = await readBoundedFile(latentsFile(runDirectory), MAXIMUM_BYTES);
  const { tensors, metadata } = decodeSafetensors(file);
  const named = (wanted: string) => tensors.find(({ name }) => name === wanted);
  const latents = named('latents');
  const [count = 0, dimension = 0] = latents?.shape ?? [];
  const { distribution } = metadata;
  const foreign = new Error('The file of the latents is not one of ours.');
  const isGrid = latents?.shape.length === 2 && dimension > 0;
  if (!isGrid || (distribution !== 'normal' && distribution !== 'uniform')) throw foreign;
  if (sample >= count) throw new RangeError(`The grid has ${count} samples.`);
  const classNumber = named('classes')?.data[sample];
  if (!isClassOrNone(classNumber)) throw foreign;
  return {
    kind: 'latent',
    values: latents.data.slice(sample * dimension, (sample + 1) * dimension),
    distribution,
    ...(classNumber === undefined ? {} : { classNumber }),
  };
}
