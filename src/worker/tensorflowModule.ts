/**
 * Loads @tensorflow/tfjs-node(-gpu) where the user has installed it. It is first loaded in a process of its own: a
 * TensorFlow that does not fit the machine may end the process that loads it.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import type { DeviceModules, TensorflowModule } from '../engine/executors/candidates';
import { TENSORFLOW_BACKEND } from '../engine/executors/tensorflowKernels';

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
/** The first use of a GPU takes a while. */
const PROBE_TIMEOUT_MS = 120_000;
const PROBE_BYTES = 1024 * 1024;

interface InstalledPackage {
  readonly name: string;
  readonly directory: string;
  readonly version: string;
}

const probeSchema = z.object({
  /** Version of TensorFlow's own library. */
  version: z.string(),
  isGpuPackage: z.boolean(),
  usesGpu: z.boolean(),
});
type Probe = z.output<typeof probeSchema>;

export async function loadTensorflow(
  folders: readonly string[],
): ReturnType<DeviceModules['loadTensorflow']> {
  const installed = await findPackage(folders);
  if (installed === undefined) {
    const where = folders.length === 0 ? '' : ` in ${folders.join(' or ')}`;
    return { missing: `neither ${PACKAGES.join(' nor ')} is installed${where}` };
  }
  const { name, version, directory } = installed;
  if (!version.startsWith('4.')) {
    return { missing: `${directory} is version ${version} of ${name}, and version 4 is needed` };
  }
  try {
    const { probe, warnings } = await probeInChild(directory);
    requirePackage(directory);
    return describe(probe, warnings);
  } catch (error) {
    return { missing: `${directory} cannot be loaded: ${firstLines(error)}` };
  }
}

/** The CUDA package before the other, wherever it lies; looked for nowhere above the folders themselves. */
async function findPackage(folders: readonly string[]): Promise<InstalledPackage | undefined> {
  for (const name of PACKAGES) {
    for (const folder of folders) {
      for (const directory of [join(folder, 'node_modules', name), folder]) {
        const version = await versionOf(directory, name);
        if (version !== undefined) return { name, directory, version };
      }
    }
  }
  return undefined;
}

async function versionOf(directory: string, name: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(directory, 'package.json'), 'utf8');
    return z.object({ name: z.literal(name), version: z.string() }).parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
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

async function probeInChild(
  directory: string,
): Promise<{ readonly probe: Probe; readonly warnings: string }> {
  const run = util.promisify(execFile);
  const args = [__filename, '--probe-tensorflow', directory];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  try {
    const options = { env, timeout: PROBE_TIMEOUT_MS, maxBuffer: PROBE_BYTES, windowsHide: true };
    const { stdout, stderr } = await run(process.execPath, args, options);
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    return { probe: probeSchema.parse(JSON.parse(last)), warnings: stderr };
  } catch (error) {
    const { stdout, signal } = error as { readonly stdout?: string; readonly signal?: string };
    if (typeof signal === 'string') {
      throw new Error(`it ends its process with ${signal}`, { cause: error });
    }
    throw new Error(errorIn(stdout ?? '') ?? firstLines(error), { cause: error });
  }
}

/** The message of the error that ended a training process, out of its log. */
function errorIn(output: string): string | undefined {
  return /\w*Error: (.+)$/m.exec(output)?.[1];
}

function describe({ version, isGpuPackage, usesGpu }: Probe, warnings: string): TensorflowModule {
  const label = `TensorFlow ${version}, ${usesGpu ? 'GPU' : 'CPU'}`;
  if (!isGpuPackage || usesGpu) return { label };
  return { label, slower: gpuObstacle(warnings) };
}

/** Why the CUDA package computes on the CPU, as TensorFlow has said it. */
function gpuObstacle(warnings: string): string {
  const libraries = [...warnings.matchAll(/Could not load dynamic library '([^']+)'/g)].map(
    ([, library]) => library,
  );
  const why =
    libraries.length > 0
      ? `it needs ${[...new Set(libraries)].join(', ')}, which this machine does not have`
      : 'TensorFlow finds none it can use';
  return `The CUDA package of TensorFlow computes on the CPU, not on a GPU: ${why}.`;
}

function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 2).join(' ').trim().replace(/\.$/, '');
}
