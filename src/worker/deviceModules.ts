/** What this machine can train on. */
import { availableParallelism, arch, platform } from 'node:os';
import type { DeviceModules } from '../engine/executors/candidates';
import { messageOf } from '../runs/errors';
import { existingProviders, findAdapter, type SupportedBackend } from './adapters';
import { loadTensorflow } from './tensorflowModule';

/** @param tensorflowFolders where @tensorflow/tfjs-node(-gpu) may be installed, best first */
export async function findDeviceModules(
  tensorflowFolders: readonly string[],
): Promise<DeviceModules> {
  const { onnxRuntime, supported } = await loadOnnxRuntime();
  return {
    onnxRuntime,
    providers: existingProviders(supported),
    adapter: (device) => findAdapter(device, supported),
    loadTensorflow: () => loadTensorflow(tensorflowFolders),
    cores: availableParallelism(),
    softwareAdapters: process.env['GAN_SOFTWARE_ADAPTERS'] === '1',
  };
}

async function loadOnnxRuntime(): Promise<{
  readonly onnxRuntime: DeviceModules['onnxRuntime'];
  readonly supported: readonly SupportedBackend[];
}> {
  try {
    const onnxRuntime = await import('onnxruntime-node');
    return { onnxRuntime, supported: onnxRuntime.listSupportedBackends() };
  } catch (error) {
    const [line = ''] = messageOf(error).split('\n');
    const missing = `onnxruntime-node cannot be loaded on ${platform()}-${arch()}: ${line}`;
    return { onnxRuntime: { missing }, supported: [] };
  }
}
