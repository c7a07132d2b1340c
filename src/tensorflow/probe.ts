/**
 * Loads a package of TensorFlow's in a process of its own and hears what it is: a TensorFlow that does not fit the
 * machine may end the process that loads it.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { gpuObstacle } from './cudaLibraries';

/** The first use of a GPU takes a while. */
const TIMEOUT_MS = 120_000;
const MAXIMUM_BYTES = 1024 * 1024;

const probeSchema = z.object({
  /** Version of TensorFlow's own library. */
  version: z.string(),
  isGpuPackage: z.boolean(),
  usesGpu: z.boolean(),
});

/** What the training process prints when it is asked for a probe: one line of JSON. */
export type Probe = z.output<typeof probeSchema>;

/** A package that computes. */
export interface LoadedTensorflow {
  /** Such as "TensorFlow 2.9.1, GPU". */
  readonly label: string;
  /** One sentence where the CUDA package computes on the CPU. */
  readonly slower?: string;
}

/**
 * @param directory of the package
 * @param workerPath `dist/worker.js`
 * @param signal gives up
 * @throws Error with a clause: why it cannot be loaded
 */
export async function probeTensorflow(
  directory: string,
  workerPath: string,
  signal?: AbortSignal,
): Promise<LoadedTensorflow> {
  const run = promisify(execFile);
  const args = [workerPath, '--probe-tensorflow', directory];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  try {
    const options = { timeout: TIMEOUT_MS, maxBuffer: MAXIMUM_BYTES, windowsHide: true };
    const { stdout, stderr } = await run(process.execPath, args, { ...options, env, signal });
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    return describe(probeSchema.parse(JSON.parse(last)), stderr);
  } catch (error) {
    const { stdout, signal: end } = error as { readonly stdout?: string; readonly signal?: string };
    if (typeof end === 'string')
      throw new Error(`it ends its process with ${end}`, { cause: error });
    throw new Error(errorIn(stdout ?? '') ?? firstLines(error), { cause: error });
  }
}

/** The message of the error that ended a training process, out of its log. */
function errorIn(output: string): string | undefined {
  return /\w*Error: (.+)$/m.exec(output)?.[1];
}

function describe({ version, isGpuPackage, usesGpu }: Probe, warnings: string): LoadedTensorflow {
  const label = `TensorFlow ${version}, ${usesGpu ? 'GPU' : 'CPU'}`;
  if (!isGpuPackage || usesGpu) return { label };
  return { label, slower: gpuObstacle(version, warnings) };
}

/** A message for the end of a clause. */
export function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 2).join(' ').trim().replace(/\.$/, '');
}
