/**
 * The WebAssembly kernels (src/kernels, built to dist/kernels.wasm): their types, and an instance over a memory of
 * its own. Parameters, optimizer slots, gradients and random numbers live in that memory, so that a kernel works on
 * them in place.
 */

/** Pointers are byte offsets into the memory; `count` counts numbers, not bytes. */
export interface RandomKernels {
  heapBase(): number;
  philoxBlock(
    target: number,
    key0: number,
    key1: number,
    c0: number,
    c1: number,
    c2: number,
    c3: number,
  ): void;
  fillWords(
    target: number,
    count: number,
    key0: number,
    key1: number,
    firstBlock: number,
    index0: number,
    index1: number,
  ): void;
  fillUniform(
    target: number,
    count: number,
    key0: number,
    key1: number,
    firstBlock: number,
    index0: number,
    index1: number,
    offset: number,
    width: number,
  ): void;
  fillNormal(
    target: number,
    count: number,
    key0: number,
    key1: number,
    firstBlock: number,
    index0: number,
    index1: number,
  ): void;
  fillDropoutMask(
    target: number,
    count: number,
    key0: number,
    key1: number,
    firstBlock: number,
    index0: number,
    index1: number,
    threshold: number,
    scale: number,
  ): void;
}

/** See src/kernels/optimizers.ts; the optimizers return the sum of the squared gradients, as they are given. */
export interface OptimizerKernels {
  adam(
    parameters: number,
    firstMoments: number,
    secondMoments: number,
    gradients: number,
    count: number,
    gradientScale: number,
    gradientLimit: number,
    weightDecay: number,
    stepSize: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
    secondMomentScale: number,
    epsilon: number,
    kept: number,
  ): number;
  sgd: MomentumKernel;
  nesterov: MomentumKernel;
  rmsProp(
    parameters: number,
    secondMoments: number,
    velocities: number,
    gradients: number,
    count: number,
    gradientScale: number,
    gradientLimit: number,
    weightDecay: number,
    learningRate: number,
    decay: number,
    oneMinusDecay: number,
    epsilon: number,
    momentum: number,
  ): number;
}

type MomentumKernel = (
  parameters: number,
  velocities: number,
  gradients: number,
  count: number,
  gradientScale: number,
  gradientLimit: number,
  weightDecay: number,
  learningRate: number,
  momentum: number,
) => number;

/** See src/kernels/arrays.ts. */
export interface ArrayKernels {
  average(
    averages: number,
    parameters: number,
    count: number,
    decay: number,
    oneMinusDecay: number,
  ): void;
  clamp(values: number, count: number, limit: number): void;
  squaredNorm(values: number, count: number): number;
  squaredDistance(values: number, others: number, count: number): number;
}

export type KernelExports = RandomKernels & OptimizerKernels & ArrayKernels;

/** An instance over a memory of its own. */
export interface Kernels {
  readonly exports: KernelExports;
  /** Its size is fixed: views of the buffer never become detached. */
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Passes arrays that live outside the memory; free between two calls. */
  readonly scratch: { readonly pointer: number; readonly bytes: number };
  /** First byte that the kernels leave to the caller, a multiple of 64. */
  readonly firstFreeByte: number;
}

/** Compiled once; every trainer instantiates its own. */
export interface KernelModule {
  /**
   * Makes an instance with `memoryBytes` bytes of memory for the caller, from `firstFreeByte` on, besides what the
   * kernels need themselves.
   *
   * @throws RangeError when that is more than WebAssembly can address (4 GiB) or than the machine gives.
   */
  instantiate(memoryBytes: number): Kernels;
}

// Pure layer: WebAssembly is there in every runtime, but in no library of types that knows no DOM.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: Record<string, unknown> },
  ) => { readonly exports: unknown };
  readonly Memory: new (pages: { initial: number; maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
};

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
const SCRATCH_BYTES = 65_536;
const ALIGNMENT = 64;

function align(byte: number): number {
  return Math.ceil(byte / ALIGNMENT) * ALIGNMENT;
}

/** Compiles the bytes of `dist/kernels.wasm`. */
export function compileKernels(bytes: Uint8Array): KernelModule {
  const module = new WebAssembly.Module(bytes);
  return { instantiate: (memoryBytes) => instantiate(module, memoryBytes) };
}

function instantiate(module: object, memoryBytes: number): Kernels {
  // What the kernels use below their heap is a few hundred bytes: one page, checked below.
  const pages = 1 + Math.ceil((SCRATCH_BYTES + memoryBytes) / PAGE_BYTES);
  if (pages > MAX_PAGES) {
    throw new RangeError(
      `Parameters, optimizer slots, gradients and a minibatch need ${Math.ceil(memoryBytes / 2 ** 20)} MiB; ` +
        'one WebAssembly memory holds at most 4096 MiB.',
    );
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const abort = () => {
    throw new Error('A WebAssembly kernel failed.');
  };
  const instance = new WebAssembly.Instance(module, { env: { memory, abort } });
  const exports = instance.exports as KernelExports;
  const pointer = align(exports.heapBase());
  const firstFreeByte = align(pointer + SCRATCH_BYTES);
  if (firstFreeByte + memoryBytes > memory.buffer.byteLength) {
    throw new Error('The WebAssembly kernels reserve more than a page of memory.');
  }
  return { exports, memory, scratch: { pointer, bytes: SCRATCH_BYTES }, firstFreeByte };
}
