/** The distributions of a run: `distributions/step-*.safetensors`, one a kept evaluation. A file may be hostile. */
import { rm } from 'node:fs/promises';
import type * as z from 'zod';
import { describeMisfit } from '../protocol/describeMisfit';
import {
  DISTRIBUTION_ARRAYS,
  type Distribution,
  type DistributionArray,
} from '../protocol/distribution';
import {
  distributionHeadSchema,
  distributionSchema,
  isField,
  rowSize,
} from '../protocol/distributionSchema';
import { readBoundedFile } from './boundedFile';
import { distributionFile, runFile } from './layout';
import { removeTemporaries } from './replaceFile';
import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor } from './safetensors';
import { listSteps } from './stepEntries';

/** Files of ours have about 100 KiB. */
const MAXIMUM_BYTES = 8 * 1024 * 1024;

type Head = Omit<Distribution, 'arrays'>;

function shapeOf(array: DistributionArray, length: number, head: Head): number[] {
  const { cells, dimensions } = head;
  if (isField(array) && length > 0) return new Array<number>(dimensions).fill(cells);
  const size = rowSize(array, head);
  return size === 1 ? [length] : [length / size, size];
}

/** The arrays as tensors; everything else as one JSON text, where null stands for not-a-number. */
export function encodeDistribution({ arrays, ...head }: Distribution): Uint8Array {
  const tensors = DISTRIBUTION_ARRAYS.map((name): SafetensorsTensor => {
    const data = arrays[name];
    return { name, shape: shapeOf(name, data.length, head), data };
  });
  return encodeSafetensors(tensors, { distribution: JSON.stringify(head) });
}

function misfit(error: z.ZodError): Error {
  return new Error(`This is no distribution: ${describeMisfit(error)}.`);
}

/** @throws Error that says what is wrong with the file */
export function decodeDistribution(file: Uint8Array): Distribution {
  const { tensors, metadata } = decodeSafetensors(file);
  const head: unknown = JSON.parse(metadata['distribution'] ?? 'null');
  const arrays = Object.fromEntries(tensors.map(({ name, data }) => [name, data]));
  const parsedHead = distributionHeadSchema.safeParse(head);
  if (!parsedHead.success) throw misfit(parsedHead.error);
  const result = distributionSchema.safeParse({ ...parsedHead.data, arrays });
  if (!result.success) throw misfit(result.error);
  return result.data;
}

/** Steps with a kept distribution, ascending. */
export async function listDistributionSteps(runDirectory: string): Promise<number[]> {
  return listSteps(runFile(runDirectory, 'distributions'), '.safetensors');
}

/** Removes the distributions of steps after `step`, and what a crash left of an unfinished one. */
export async function removeDistributionsAfter(runDirectory: string, step: number): Promise<void> {
  for (const later of (await listDistributionSteps(runDirectory)).filter((other) => other > step)) {
    await rm(distributionFile(runDirectory, later), { force: true });
  }
  await removeTemporaries(runFile(runDirectory, 'distributions'));
}

/** @throws Error when it is absent, too large or no distribution */
export async function readDistribution(runDirectory: string, step: number): Promise<Distribution> {
  return decodeDistribution(
    await readBoundedFile(distributionFile(runDirectory, step), MAXIMUM_BYTES),
  );
}
