/** Opens the classifier of digits in a thread, which loads ONNX Runtime by itself. */
import type { OnnxRuntime } from '../../engine/executors/session';
import { DigitFeatures, type DigitModel } from './digitFeatures';

/** @throws Error where ONNX Runtime cannot be loaded */
export async function loadDigitFeatures(digits: DigitModel): Promise<DigitFeatures> {
  const runtime = (await import('onnxruntime-node')) as unknown as OnnxRuntime;
  return DigitFeatures.open(runtime, digits);
}
