/**
 * Tensors that lie on a device. onnxruntime-node gives them to other sessions, but cannot bring them back: `getData` of
 * a tensor in a GPU buffer ends the process (js/node/src/tensor_helper.cc of ONNX Runtime 1.30: `download` throws "not
 * implemented" where nobody catches it). A graph that passes them through does it.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { nextName, type NetworkSpec, type TensorInput } from './graphs';
import { createSession, type SessionOptions, type Tensors } from './session';
import { captureCopies } from './updateGraph';

export function release(tensor: Tensor | undefined): void {
  if (tensor?.location === 'gpu-buffer') tensor.dispose();
}

/** Named tensors, on the device or still here. */
export class DeviceTensors {
  private readonly tensors = new Map<string, Tensor>();
  /** What is known here of their values. */
  private readonly known = new Map<string, Float32Array>();
  private reader: InferenceSession | undefined;

  constructor(
    private readonly inputs: readonly TensorInput[],
    private readonly options: SessionOptions,
  ) {}

  /** Of these names, as inputs of a graph that are called the same. */
  feeds(names: readonly string[]): Tensors {
    const feeds: Tensors = {};
    for (const name of names) feeds[name] = this.tensor(name);
    return feeds;
  }

  tensor(name: string): Tensor {
    return this.tensors.get(name)!;
  }

  /** As inputs of the graph of a network. */
  networkFeeds(specs: readonly NetworkSpec[]): Tensors {
    const feeds: Tensors = {};
    for (const { spec, input } of specs) feeds[input] = this.tensor(spec.name);
    return feeds;
  }

  /** Takes a tensor over; the one before is given back to the device. */
  place(name: string, tensor: Tensor): void {
    release(this.tensors.get(name));
    this.tensors.set(name, tensor);
    this.known.delete(name);
  }

  write({ name, shape }: TensorInput, values: Float32Array): void {
    const copy = values.slice();
    this.place(name, new this.options.runtime.Tensor('float32', copy, [...shape]));
    this.known.set(name, copy);
  }

  /** @throws Error unless it was written, or settled since it changed */
  read(name: string): Float32Array {
    const values = this.known.get(name);
    if (values === undefined) throw new Error(`${name} lies on the device: settle before.`);
    return values;
  }

  /** Brings here what has changed on the device. */
  async settle(): Promise<void> {
    const isChanged = ({ name }: TensorInput): boolean =>
      this.tensors.has(name) && !this.known.has(name);
    if (!this.inputs.some(isChanged)) return;
    this.reader ??= await createSession(
      captureCopies(this.inputs),
      { graphName: 'copies' },
      this.options,
    );
    const names = this.inputs.map(({ name }) => name);
    const results = await this.reader.run(this.feeds(names));
    for (const name of names) {
      const { data } = results[nextName(name)];
      this.known.set(name, data as Float32Array);
    }
  }

  async dispose(): Promise<void> {
    for (const tensor of this.tensors.values()) release(tensor);
    this.tensors.clear();
    await this.reader?.release();
  }
}
