/** The devices a program could run on, from what the machine has. */
import type { GanConfig } from '../../config/ganConfig';
import type { Backend } from './createExecutor';
import type { OnnxRuntime, ProviderName } from './session';

export type DeviceName = Exclude<GanConfig['device'], 'auto'>;

/** Why there is none of something: one clause, such as "it has no build for this system". */
interface Missing {
  readonly missing: string;
}

/** Devices that are execution providers of ONNX Runtime beside its CPU. */
export const PROVIDERS = {
  'onnxruntime-cuda': 'cuda',
  'onnxruntime-directml': 'dml',
  'onnxruntime-coreml': 'coreml',
  'onnxruntime-webgpu': 'webgpu',
} as const satisfies Partial<Record<DeviceName, ProviderName>>;
export type ProviderDevice = keyof typeof PROVIDERS;

/** @tensorflow/tfjs-node(-gpu) after it has been loaded. */
export interface TensorflowModule {
  /** Such as "TensorFlow 2.9.1, GPU". */
  readonly label: string;
  /** See `Candidate.slower`. */
  readonly slower?: string;
}

/** What the caller found on this machine; what takes long to look at is looked at when its turn comes. */
export interface DeviceModules {
  /** The module onnxruntime-node. */
  readonly onnxRuntime: OnnxRuntime | Missing;
  /** Providers that exist on this system at all, whether or not they would run. */
  readonly providers: readonly ProviderDevice[];
  /** Name of what a provider would compute on. */
  readonly adapter: (device: ProviderDevice) => Promise<{ readonly adapter: string } | Missing>;
  readonly loadTensorflow: () => Promise<TensorflowModule | Missing>;
  /** CPU cores that may be used. */
  readonly cores: number;
  /** Programs that play a GPU on the CPU may be used, for whoever names the device. */
  readonly softwareAdapters: boolean;
}

/** Something to run the program on. */
export interface Candidate {
  readonly device: DeviceName;
  readonly label: string;
  readonly threads: number;
  /** One sentence where it is slower than its name promises, such as a CUDA package that found no GPU. */
  readonly slower?: string;
  readonly backend: Backend;
}

/** A device that is not even tried. */
export interface Unavailable {
  readonly device: DeviceName;
  readonly label: string;
  /** One sentence. */
  readonly note: string;
}

export const DEVICE_LABELS: Readonly<Record<DeviceName, string>> = {
  'onnxruntime-cpu': 'ONNX Runtime, CPU',
  'onnxruntime-webgpu': 'ONNX Runtime, WebGPU',
  'onnxruntime-cuda': 'ONNX Runtime, CUDA',
  'onnxruntime-directml': 'ONNX Runtime, DirectML',
  'onnxruntime-coreml': 'ONNX Runtime, CoreML',
  tensorflow: 'TensorFlow',
  javascript: 'TensorFlow.js, plain JavaScript',
};

/** Where to turn when the device in front cannot be used. */
export const FALLBACKS: Readonly<Record<DeviceName, readonly DeviceName[]>> = {
  'onnxruntime-cpu': ['tensorflow', 'javascript'],
  'onnxruntime-webgpu': ['onnxruntime-cpu', 'tensorflow', 'javascript'],
  'onnxruntime-cuda': ['onnxruntime-webgpu', 'onnxruntime-cpu', 'tensorflow', 'javascript'],
  'onnxruntime-directml': ['onnxruntime-webgpu', 'onnxruntime-cpu', 'tensorflow', 'javascript'],
  'onnxruntime-coreml': ['onnxruntime-webgpu', 'onnxruntime-cpu', 'tensorflow', 'javascript'],
  tensorflow: ['onnxruntime-cpu', 'javascript'],
  javascript: [],
};

/** Adapters that compute on the CPU, slower than the CPU itself. */
const SOFTWARE_ADAPTER =
  /swiftshader|llvmpipe|lavapipe|softpipe|basic (render|display)|remote display|\bwarp\b|software/i;

/** 1, 2, 4, … and the number of cores itself. */
export function threadCounts(threads: GanConfig['threads'], cores: number): number[] {
  if (threads !== 'auto') return [threads];
  const counts = [];
  for (let count = 1; count < cores; count *= 2) counts.push(count);
  return [...counts, Math.max(1, cores)];
}

type Threads = GanConfig['threads'];

function cpuCandidates({ onnxRuntime: runtime, cores }: DeviceModules, asked: Threads) {
  if ('missing' in runtime) return runtime.missing;
  return threadCounts(asked, cores).map((threads): Candidate => ({
    device: 'onnxruntime-cpu',
    label: `${DEVICE_LABELS['onnxruntime-cpu']}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    threads,
    backend: { kind: 'onnxRuntime', runtime, provider: 'cpu', threads },
  }));
}

async function providerCandidates(
  device: ProviderDevice,
  modules: DeviceModules,
  asked: boolean,
): Promise<Candidate[] | string> {
  const { onnxRuntime: runtime } = modules;
  if ('missing' in runtime) return runtime.missing;
  const found = await modules.adapter(device);
  if ('missing' in found) return found.missing;
  const { adapter } = found;
  const isSoftware = SOFTWARE_ADAPTER.test(adapter);
  if (isSoftware && !(asked && modules.softwareAdapters)) {
    return `the adapter ${adapter} is a program that runs on the CPU, not a GPU (to use it all the same, name the device in the config and set GAN_SOFTWARE_ADAPTERS=1 in the environment)`;
  }
  const provider = PROVIDERS[device];
  return [
    {
      device,
      label: `${DEVICE_LABELS[device]}, ${adapter}`,
      threads: 1,
      ...(isSoftware && {
        slower: `The adapter ${adapter} plays a GPU on the CPU: ${DEVICE_LABELS['onnxruntime-cpu']} is faster.`,
      }),
      backend: { kind: 'onnxRuntime', runtime, provider, threads: 1 },
    },
  ];
}

async function tensorflowCandidates(modules: DeviceModules): Promise<Candidate[] | string> {
  const found = await modules.loadTensorflow();
  if ('missing' in found) return found.missing;
  const { label, slower } = found;
  return [
    {
      device: 'tensorflow',
      label,
      threads: modules.cores,
      ...(slower !== undefined && { slower }),
      backend: { kind: 'tensorflow' },
    },
  ];
}

function javascriptCandidates(): Candidate[] {
  return [
    {
      device: 'javascript',
      label: DEVICE_LABELS.javascript,
      threads: 1,
      backend: { kind: 'javascript' },
    },
  ];
}

interface Wanted {
  /** Of the CPU. */
  readonly threads: Threads;
  /** Somebody named this device. */
  readonly asked: boolean;
}

async function findCandidates(
  device: DeviceName,
  modules: DeviceModules,
  { threads, asked }: Wanted,
): Promise<Candidate[] | string> {
  switch (device) {
    case 'onnxruntime-cpu':
      return cpuCandidates(modules, threads);
    case 'tensorflow':
      return tensorflowCandidates(modules);
    case 'javascript':
      return javascriptCandidates();
    case 'onnxruntime-cuda':
    case 'onnxruntime-directml':
    case 'onnxruntime-coreml':
    case 'onnxruntime-webgpu':
      return providerCandidates(device, modules, asked);
  }
}

/** What there is of one device: candidates, or why there are none. */
export async function candidatesFor(
  device: DeviceName,
  modules: DeviceModules,
  wanted: Wanted,
): Promise<Candidate[] | Unavailable> {
  const found = await findCandidates(device, modules, wanted);
  if (typeof found !== 'string') return found;
  return { device, label: DEVICE_LABELS[device], note: `Not available: ${found}.` };
}
