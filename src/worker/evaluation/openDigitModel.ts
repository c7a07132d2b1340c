/** Reads the classifier of digits that is shipped. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digitModel } from '../../engine/classifier/digitClassifier';
import { isDigitShape } from '../../engine/classifier/digitShape';
import type { DataSet } from '../../engine/data/dataSet';
import type { DeviceModules } from '../../engine/executors/candidates';
import { decodeSafetensors } from '../../runs/safetensors';
import type { DigitModel } from './digitFeatures';

const WEIGHTS_PATH = ['digitClassifier', 'weights.safetensors'] as const;

/** The classifier, or why samples have no features of it: one sentence. */
export type DigitClassifier = DigitModel | { readonly missing: string };

/**
 * @param mediaDirectory the extension's `media` folder
 */
export async function openDigitClassifier(
  data: Pick<DataSet, 'sampleShape' | 'valueRange'>,
  onnxRuntime: DeviceModules['onnxRuntime'],
  mediaDirectory: string,
): Promise<DigitClassifier> {
  const model = await openDigitModel(data, mediaDirectory);
  if (model === undefined) {
    return { missing: 'The classifier of digits takes grey images of 28×28 pixels only.' };
  }
  if (!('missing' in onnxRuntime)) return model;
  return {
    missing: `The classifier of digits runs on ONNX Runtime only: ${onnxRuntime.missing}.`,
  };
}

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
