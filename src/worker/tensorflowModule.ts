/** Loads @tensorflow/tfjs-node(-gpu) where the user has installed it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import type { DeviceModules } from '../engine/executors/candidates';
import { TENSORFLOW_BACKEND } from '../engine/executors/tensorflowKernels/register';
import { CUDA_SYSTEMS } from '../tensorflow/cudaLibraries';
import { findPackage, TENSORFLOW_PACKAGES } from '../tensorflow/installedPackage';
import { firstLines, type Probe, probeTensorflow } from '../tensorflow/probe';

export async function loadTensorflow(
  folders: readonly string[],
): ReturnType<DeviceModules['loadTensorflow']> {
  const installed = await findPackage(folders);
  if (installed === undefined) return { missing: notInstalled(folders) };
  const { name, version, directory } = installed;
  if (!version.startsWith('4.')) {
    return { missing: `${directory} is version ${version} of ${name}, and version 4 is needed` };
  }
  try {
    const loaded = await probeTensorflow(directory, __filename);
    requirePackage(directory);
    return loaded;
  } catch (error) {
    return { missing: `${directory} cannot be loaded: ${firstLines(error)}` };
  }
}

function notInstalled(folders: readonly string[]): string {
  const where = folders.length === 0 ? '' : ` in ${folders.join(' or ')}`;
  const how = CUDA_SYSTEMS.includes(`${process.platform}-${process.arch}`)
    ? '; with an NVIDIA GPU, GAN: Install CUDA Backend or `gan install-cuda` installs the first'
    : '';
  return `neither ${TENSORFLOW_PACKAGES.join(' nor ')} is installed${where}${how}`;
}

/** TensorFlow.js registers its backend in the TensorFlow.js of this process, which all its copies share. */
function requirePackage(directory: string): void {
  // Information would fill the log; warnings say which libraries a GPU lacks.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
  // Otherwise it warns of each kernel that is there already.
  tf.enableProdMode();
  // Node.js 23 has dropped what this package still calls.
  const own = createRequire(__filename)('node:util') as Record<string, unknown>;
  own['isNullOrUndefined'] ??= (value: unknown) => value === undefined || value === null;
  own['isArray'] ??= Array.isArray;
  createRequire(join(directory, 'package.json'))(directory);
}

/** What is read of the backend of the package. */
const backendSchema = z.object({
  isGPUPackage: z.boolean(),
  isUsingGpuDevice: z.boolean(),
  binding: z.object({ TF_Version: z.string() }),
});

/** Loads the package into this process and prints what it is, as JSON: what `probeInChild` starts. */
export async function printTensorflowProbe(directory: string): Promise<void> {
  requirePackage(directory);
  if (!(await tf.setBackend(TENSORFLOW_BACKEND))) throw new Error('Its backend does not start.');
  const { isGPUPackage, isUsingGpuDevice, binding } = backendSchema.parse(tf.backend());
  // One real product: a library that loads may still lack the instructions of this processor.
  const [product] = await tf.matMul(tf.ones([1, 3]), tf.ones([3, 1])).data();
  if (product !== 3) throw new Error(`It computes 1 + 1 + 1 = ${product}.`);
  const probe: Probe = {
    version: binding.TF_Version,
    isGpuPackage: isGPUPackage,
    usesGpu: isUsingGpuDevice,
  };
  process.stdout.write(`${JSON.stringify(probe)}\n`);
}
