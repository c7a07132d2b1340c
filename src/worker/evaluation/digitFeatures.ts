/** Runs the classifier of digits on samples. */
import type { InferenceSession } from 'onnxruntime-common';
import { DIGIT_CLASSES, DIGIT_FEATURES, DIGIT_SIZE } from '../../engine/classifier/digitShape';
import type { OnnxRuntime } from '../../engine/executors/session';
import { sampleSet, type SampleSet } from '../../engine/metrics/sampleSet';

/** The classifier as it is handed to whoever runs it. */
export interface DigitModel {
  /** ONNX, of `digitModel`. */
  readonly model: Uint8Array;
  /** The values of black and white in the samples. */
  readonly valueRange: readonly [number, number];
}

/** Images that are classified at once: bounds the memory. */
const ROWS = 500;

export interface ClassifiedDigits {
  readonly features: SampleSet;
  /** [images, 10] */
  readonly logits: Float32Array;
}

export class DigitFeatures {
  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: InferenceSession,
    private readonly valueRange: readonly [number, number],
  ) {}

  /** On one CPU thread. */
  static async open(
    runtime: OnnxRuntime,
    { model, valueRange }: DigitModel,
  ): Promise<DigitFeatures> {
    const session = await runtime.InferenceSession.create(model, {
      ...{ executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 },
      // Errors only: warnings would go to the terminal.
      logSeverityLevel: 3,
    });
    return new DigitFeatures(runtime, session, valueRange);
  }

  /** @param samples [images, 784], in the range of the data */
  async classify(samples: Float32Array): Promise<ClassifiedDigits> {
    const count = samples.length / DIGIT_SIZE;
    const [low, high] = this.valueRange;
    const features = new Float32Array(count * DIGIT_FEATURES);
    const logits = new Float32Array(count * DIGIT_CLASSES);
    for (let from = 0; from < count; from += ROWS) {
      const rows = Math.min(ROWS, count - from);
      const pixels = samples
        .subarray(from * DIGIT_SIZE, (from + rows) * DIGIT_SIZE)
        .map((value) => (value - low) / (high - low));
      const input = new this.runtime.Tensor('float32', pixels, [rows, DIGIT_SIZE]);
      const result = await this.session.run({ input });
      features.set(result['features']?.data as Float32Array, from * DIGIT_FEATURES);
      logits.set(result['logits']?.data as Float32Array, from * DIGIT_CLASSES);
    }
    return { features: sampleSet(features, DIGIT_FEATURES), logits };
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
