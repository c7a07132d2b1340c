/** The devices a program could run on, from what the machine has. */
import type { GanConfig } from '../../config/ganConfig';
import type { Kernels } from '../kernels';
import type { GanProgram } from '../program/ganProgram';
import { createCompiledExecutor, type OnnxRuntime } from './compiled';
import { createEagerExecutor } from './eager';
import type { Executor } from './executor';

export type DeviceName = Exclude<GanConfig['device'], 'auto'>;

/** What the caller found on this machine. */
export interface DeviceModules {
  /** The module onnxruntime-node, or why there is none: one clause, such as "it has no build for this system". */
  readonly onnxRuntime: OnnxRuntime | { readonly missing: string };
  /** Name of the WebGPU adapter, or why there is none. */
  readonly webgpu: { readonly adapter: string } | { readonly missing: string };
  /** @tensorflow/tfjs-node(-gpu) after it has been loaded, or why there is none. */
  readonly tensorflow:
    { readonly backend: string; readonly label: string } | { readonly missing: string };
  /** CPU cores that may be used. */
  readonly cores: number;
}

/** Something to run the program on. */
export interface Candidate {
  readonly device: DeviceName;
  readonly label: string;
  readonly threads: number;
  create(): Promise<Executor>;
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
  tensorflow: 'TensorFlow',
  javascript: 'TensorFlow.js, plain JavaScript',
};

/** Adapters that compute on the CPU, slower than the CPU itself. */
const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i;

/** 1, 2, 4, … and the number of cores itself. */
export function threadCounts(threads: GanConfig['threads'], cores: number): number[] {
  if (threads !== 'auto') return [threads];
  const counts = [];
  for (let count = 1; count < cores; count *= 2) counts.push(count);
  return [...counts, Math.max(1, cores)];
}

interface Machine {
  readonly program: GanProgram;
  readonly kernels: Kernels;
  readonly modules: DeviceModules;
}

function cpuCandidates({ program, kernels, modules }: Machine): Candidate[] | string {
  const runtime = modules.onnxRuntime;
  if ('missing' in runtime) return runtime.missing;
  return threadCounts(program.config.threads, modules.cores).map((threads) => ({
    device: 'onnxruntime-cpu',
    label: `${DEVICE_LABELS['onnxruntime-cpu']}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    threads,
    create: () => createCompiledExecutor(program, { runtime, kernels, provider: 'cpu', threads }),
  }));
}

function webgpuCandidates(
  { program, kernels, modules }: Machine,
  asked: boolean,
): Candidate[] | string {
  const { onnxRuntime: runtime, webgpu } = modules;
  if ('missing' in runtime) return runtime.missing;
  if ('missing' in webgpu) return webgpu.missing;
  // Who names the device gets it: tests run the provider on such an adapter.
  if (SOFTWARE_ADAPTER.test(webgpu.adapter) && !asked) {
    return `the adapter ${webgpu.adapter} is a program that runs on the CPU, not a GPU`;
  }
  return [
    {
      device: 'onnxruntime-webgpu',
      label: `${DEVICE_LABELS['onnxruntime-webgpu']}, ${webgpu.adapter}`,
      threads: 1,
      create: () =>
        createCompiledExecutor(program, { runtime, kernels, provider: 'webgpu', threads: 1 }),
    },
  ];
}

function tensorflowCandidates({ program, modules }: Machine): Candidate[] | string {
  const { tensorflow, cores } = modules;
  if ('missing' in tensorflow) return tensorflow.missing;
  return [
    {
      device: 'tensorflow',
      label: tensorflow.label,
      threads: cores,
      create: () => createEagerExecutor(program, tensorflow.backend),
    },
  ];
}

/** What there is of one device: candidates, or why there are none. */
export function candidatesFor(
  device: DeviceName,
  machine: Machine,
  asked: boolean,
): Candidate[] | Unavailable {
  const found = ((): Candidate[] | string => {
    switch (device) {
      case 'onnxruntime-cpu':
        return cpuCandidates(machine);
      case 'onnxruntime-webgpu':
        return webgpuCandidates(machine, asked);
      case 'tensorflow':
        return tensorflowCandidates(machine);
      case 'javascript':
        return [
          {
            device,
            label: DEVICE_LABELS.javascript,
            threads: 1,
            create: () => createEagerExecutor(machine.program, 'cpu'),
          },
        ];
    }
  })();
  if (typeof found !== 'string') return found;
  return { device, label: DEVICE_LABELS[device], note: `Not available: ${found}.` };
}
