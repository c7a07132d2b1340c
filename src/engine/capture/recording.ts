/**
 * A TensorFlow.js backend that computes nothing: it notes each kernel call with the shapes it works on, so that a
 * program that is plain TensorFlow.js, gradients included, becomes a graph.
 */
import * as tf from '@tensorflow/tfjs-core';
import { switchBackend } from '../program/switchBackend';
import { CaptureError } from './captureError';
import type { ConstantData, ElementType, NamedValue, Value, ValueType } from './graph';
import { convolutionKernels } from './kernels/convolution';
import { elementWiseKernels } from './kernels/elementWise';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernels/kernelDefinition';
import { layoutKernels } from './kernels/layout';
import { matrixKernels } from './kernels/matrix';
import { poolingKernels } from './kernels/pooling';
import { reductionKernels } from './kernels/reductions';

const BACKEND = 'recording';

const KERNELS: KernelTable = {
  ...elementWiseKernels,
  ...matrixKernels,
  ...convolutionKernels,
  ...reductionKernels,
  ...layoutKernels,
  ...poolingKernels,
};

/** One kernel call of the program, in the order of execution. */
export interface KernelCall {
  readonly kernel: KernelDefinition;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attributes: KernelAttributes;
  readonly output: Value;
}

export interface Recording {
  readonly inputs: readonly NamedValue[];
  readonly calls: readonly KernelCall[];
  readonly outputs: readonly NamedValue[];
}

function constantData(values: tf.BackendValues, type: ElementType): ConstantData {
  switch (type) {
    case 'float32':
      return Float32Array.from(values as ArrayLike<number>);
    case 'int32':
      return Int32Array.from(values as ArrayLike<number>);
    case 'int64':
      return BigInt64Array.from(values as unknown as number[], BigInt);
    case 'bool':
      return Uint8Array.from(values as ArrayLike<number>);
  }
}

class RecordingBackend extends tf.KernelBackend {
  readonly calls: KernelCall[] = [];
  private readonly values = new WeakMap<object, Value>();

  /** A tensor that stands for `value`. */
  adopt(value: Value): tf.TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.type as tf.DataType };
  }

  lookUp(tensor: tf.TensorInfo): Value {
    const value = this.values.get(tensor.dataId);
    if (value === undefined) {
      throw new Error('A program under recording used a tensor that was made outside of it.');
    }
    return value;
  }

  record(
    kernel: KernelDefinition,
    tensors: Readonly<Record<string, tf.TensorInfo>>,
    attributes: KernelAttributes,
  ): tf.TensorInfo {
    const inputs = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [name, this.lookUp(tensor)]),
    );
    const { shape, type }: ValueType = kernel.infer(inputs, attributes);
    const output: Value = { shape: [...shape], type };
    this.calls.push({ kernel, inputs, attributes, output });
    return this.adopt(output);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const type = dtype as ElementType;
    return this.adopt({ shape: [...shape], type, data: constantData(values, type) }).dataId;
  }

  override readSync(dataId: object): tf.BackendValues {
    const data = this.values.get(dataId)?.data;
    if (data === undefined || data instanceof BigInt64Array) {
      throw new Error('A program under recording read a value that is only known when it runs.');
    }
    return data;
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {
    // Values belong to the recording.
  }

  override disposeData(): boolean {
    return true;
  }

  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    // Nothing is held outside the recording.
  }
}

/** The recording in progress: a program runs from start to end without a pause. */
let recorder: RecordingBackend | undefined;

/** Kernels are registered once for all recordings: TensorFlow.js keeps them in a global table. */
function registerKernels(): void {
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    if ((tf.getKernel(kernelName, BACKEND) as tf.KernelConfig | undefined) !== undefined) continue;
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        const recordResult = (result: KernelDefinition): tf.TensorInfo =>
          recorder!.record(result, inputs as Record<string, tf.TensorInfo>, attrs ?? {});
        return 'lower' in kernel ? recordResult(kernel) : kernel.map(recordResult);
      },
    });
  }
}

/** TensorFlow.js says a kernel is missing in words only. */
function asCaptureError(error: unknown): unknown {
  const kernel = /(?:Kernel|registered kernel) '(\w+)'/.exec(String(error))?.[1];
  return kernel === undefined
    ? error
    : new CaptureError(kernel, 'no ONNX operators are known for it.');
}

export type TensorProgram = (
  inputs: Readonly<Record<string, tf.Tensor>>,
) => Readonly<Record<string, tf.Tensor>>;

function recordWith(
  backend: RecordingBackend,
  specs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  program: TensorProgram,
): Recording {
  const inputs: NamedValue[] = specs.map(({ name, shape }) => ({
    name,
    value: { shape, type: 'float32' },
  }));
  const outputs: NamedValue[] = [];
  tf.tidy(() => {
    const tensors = Object.fromEntries(
      inputs.map(({ name, value }) => [
        name,
        tf.engine().makeTensorFromTensorInfo(backend.adopt(value), backend),
      ]),
    );
    for (const [name, tensor] of Object.entries(program(tensors))) {
      outputs.push({ name, value: backend.lookUp(tensor) });
    }
  });
  return { inputs, calls: backend.calls, outputs };
}

/**
 * Runs `program` once under the recording backend. The backend that was active before is active again afterwards,
 * also when the program throws. All of it happens without a pause, so that nothing else that uses TensorFlow.js can
 * get in between.
 * @throws CaptureError naming the kernel that has no lowering
 */
export function record(
  specs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  program: TensorProgram,
): Recording {
  registerKernels();
  const previous = tf.getBackend() as string | null | undefined;
  const backend = new RecordingBackend();
  tf.registerBackend(BACKEND, () => backend, 0);
  switchBackend(BACKEND);
  recorder = backend;
  try {
    return recordWith(backend, specs, program);
  } catch (error) {
    throw asCaptureError(error);
  } finally {
    recorder = undefined;
    if (typeof previous === 'string') switchBackend(previous);
    // Without a previous backend this leaves none active, as before.
    tf.removeBackend(BACKEND);
  }
}
