/** What computes on a device: to train, or only to look. */
import type { Kernels } from '../kernels';
import type { GanProgram } from '../program/ganProgram';
import { createCompiledExecutor } from './compiled';
import { createDeviceExecutor } from './device';
import { createEagerExecutor, createTensorflowExecutor } from './eager';
import type { Executor, NetworkExecutor } from './executor';
import { createCompiledNetworks } from './networkSessions';
import type { SessionOptions } from './session';

export type Backend =
  | ({ readonly kind: 'onnxRuntime' } & SessionOptions)
  | { readonly kind: 'tensorflow' | 'javascript' };

/**
 * @param kernels must have `compiledMemoryBytes(program)` bytes free; an executor made earlier over the same kernels may
 * be overwritten
 * @throws CaptureError when the program uses a kernel that has no lowering
 */
export async function createExecutor(
  backend: Backend,
  program: GanProgram,
  kernels: Kernels,
): Promise<Executor> {
  switch (backend.kind) {
    case 'onnxRuntime':
      return backend.provider === 'webgpu'
        ? createDeviceExecutor(program, backend)
        : createCompiledExecutor(program, { ...backend, kernels });
    case 'tensorflow':
      return createTensorflowExecutor(program);
    case 'javascript':
      return createEagerExecutor(program, 'cpu');
  }
}

/** Compiles nothing that trains, and takes no memory for it. */
export async function createNetworkExecutor(
  backend: Backend,
  program: GanProgram,
): Promise<NetworkExecutor> {
  switch (backend.kind) {
    case 'onnxRuntime':
      return createCompiledNetworks(program, backend);
    case 'tensorflow':
      return createTensorflowExecutor(program);
    case 'javascript':
      return createEagerExecutor(program, 'cpu');
  }
}
