/** Reads the classifier of digits that is shipped. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digitModel } from '../../engine/classifier/digitClassifier';
import { isDigitShape } from '../../engine/classifier/digitShape';
import type { DataSet } from '../../engine/data/dataSet';
import { decodeSafetensors } from '../../runs/safetensors';
import type { DigitModel } from './digitFeatures';

const WEIGHTS_PATH = ['digitClassifier', 'weights.safetensors'] as const;

/**
 * Undefined for images that the classifier does not take.
 *
 * @param mediaDirectory the extension's `media` folder
 */
export async function openDigitModel(
  { sampleShape, valueRange }: Pick<DataSet, 'sampleShape' | 'valueRange'>,
  mediaDirectory: string,
): Promise<DigitModel | undefined> {
  if (!isDigitShape(sampleShape) || valueRange === undefined) return undefined;
  const weights = await readFile(join(mediaDirectory, ...WEIGHTS_PATH));
  return { model: digitModel(decodeSafetensors(weights).tensors), valueRange };
}
