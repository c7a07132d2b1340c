/**
 * Installs TensorFlow's CUDA package in a folder of its own, on request: it is large, tied to one version of CUDA, and so
 * no part of GAN Studio. Whatever happens, the folder afterwards holds a package that loads, or what it held before.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CUDA_SYSTEMS, otherGpuDevices } from './cudaLibraries';
import { folderBytes } from './folderBytes';
import { CUDA_PACKAGE, packageDirectory } from './installedPackage';
import { npmFailure } from './npmFailure';
import { NoNpmError, runNpm } from './npmProcess';
import { firstLines, type LoadedTensorflow, probeTensorflow } from './probe';

/** The newest there is; its library is TensorFlow 2.9.1, which wants CUDA 11.2 and cuDNN 8.1 (see `cudaLibraries.ts`). */
const PACKAGE_SPEC = `${CUDA_PACKAGE}@4.22.0`;
const PROGRESS_MS = 1000;

/** The package could not be installed; the message is fit for the user. Nothing of it is left. */
export class InstallError extends Error {
  constructor(
    message: string,
    /** What npm has printed, for a log. */
    readonly output = '',
  ) {
    super(message);
    this.name = 'InstallError';
  }
}

export interface InstallOptions {
  /** What the package is installed in; replaced as a whole. */
  readonly folder: string;
  /** `dist/worker.js`. */
  readonly workerPath: string;
  /** Hears what is being done, one clause each; `passing` ones count how far it has come. */
  readonly onStatus?: (message: string, passing: boolean) => void;
  /** Gives up. */
  readonly signal?: AbortSignal;
  /** For npm: what is installed. */
  readonly packageSpec?: string;
  /** Such as "linux-x64": the system it is for. */
  readonly system?: string;
}

export interface InstalledCuda extends LoadedTensorflow {
  readonly folder: string;
  /** Whole sentences: what is in the way of the GPU, and what else there is. */
  readonly warnings: readonly string[];
}

/**
 * Resolves once the package is installed and has been loaded by way of trial, whether on a GPU or, with a warning, on
 * the CPU: the libraries that it lacks may be installed later.
 *
 * @throws InstallError
 */
export async function installCudaPackage(options: InstallOptions): Promise<InstalledCuda> {
  const { folder, signal, system = `${process.platform}-${process.arch}` } = options;
  if (!CUDA_SYSTEMS.includes(system)) {
    throw new InstallError(
      `TensorFlow computes with CUDA on 64-bit Linux and Windows with an x86 processor only, and this is ${system}. ${otherGpuDevices('Instead')}`,
    );
  }
  await removeLeftovers(folder);
  const fresh = besides(folder, 'installing');
  const old = besides(folder, 'replaced');
  try {
    await install(fresh, options);
    const hadOld = await moveAway(folder, old);
    try {
      await rename(fresh, folder);
      return await tryOut(options);
    } catch (error) {
      await remove(folder);
      if (hadOld) await rename(old, folder);
      throw error;
    }
  } catch (error) {
    if (signal?.aborted === true) {
      throw new InstallError('The installation was canceled. Nothing of it is left.');
    }
    throw error instanceof InstallError ? error : new InstallError(fileProblem(folder, error));
  } finally {
    await remove(fresh);
    await remove(old);
  }
}

function fileProblem(folder: string, error: unknown): string {
  return `${folder} cannot be written: ${firstLines(error)}. If a run trains on the TensorFlow in it, stop the run first.`;
}

async function install(fresh: string, options: InstallOptions): Promise<void> {
  const { onStatus, signal, packageSpec = PACKAGE_SPEC } = options;
  await mkdir(fresh, { recursive: true });
  await writeFile(join(fresh, 'package.json'), '{ "private": true }\n');
  onStatus?.(`Downloading ${packageSpec}`, false);
  const stopCounting = countBytes(fresh, onStatus);
  try {
    const { succeeded, output } = await runNpm(fresh, npmArguments(packageSpec), signal);
    if (signal?.aborted === true) throw new Error('canceled');
    if (!succeeded) throw new InstallError(npmFailure(output), output);
  } catch (error) {
    if (!(error instanceof NoNpmError)) throw error;
    throw new InstallError(
      'npm is not on the PATH. It comes with Node.js (https://nodejs.org): install that, start the editor or the terminal anew, and try again.',
    );
  } finally {
    stopCounting();
  }
}

function npmArguments(packageSpec: string): string[] {
  return [
    ...['install', '--prefix', '.', '--location=project', '--no-audit', '--no-fund'],
    // Its installation script is what fetches TensorFlow: without it the package is empty.
    ...['--ignore-scripts=false', '--foreground-scripts', '--no-update-notifier'],
    // A failure is told apart by what npm prints, whatever a parent process has set.
    '--loglevel=error',
    packageSpec,
  ];
}

/** TensorFlow is unpacked while it comes in, and tells nothing of it: the disk shows how far it is. */
function countBytes(folder: string, onStatus: InstallOptions['onStatus']): () => void {
  if (onStatus === undefined) return () => undefined;
  let counting = false;
  const timer = setInterval(() => {
    if (counting) return;
    counting = true;
    void folderBytes(folder).then((bytes) => {
      counting = false;
      if (bytes >= 1e6)
        onStatus(`Downloading TensorFlow, ${Math.round(bytes / 1e6)} MB so far`, true);
    });
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}

async function tryOut(options: InstallOptions): Promise<InstalledCuda> {
  const { folder, workerPath, onStatus, signal } = options;
  onStatus?.('Trying TensorFlow', false);
  const directory = packageDirectory(folder, CUDA_PACKAGE);
  try {
    const loaded = await probeTensorflow(directory, workerPath, signal);
    const { slower } = loaded;
    return {
      ...loaded,
      folder,
      warnings: slower === undefined ? [] : [slower, otherGpuDevices('Meanwhile')],
    };
  } catch (error) {
    throw new InstallError(
      `TensorFlow was downloaded, but cannot be loaded on this machine: ${firstLines(error)}. It has been removed again. ${otherGpuDevices('Instead')}`,
    );
  }
}

/** A new folder beside another, on the same disk; its name says which process it belongs to. */
function besides(folder: string, purpose: string): string {
  return `${folder}.${purpose}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Puts away what a process has left that ended in the middle of an installation. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((other) => other.startsWith(`${basename(folder)}.`))) {
    const [, purpose, owner] = /\.(installing|replaced)-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const left = join(parent, name);
    // Onto a folder that is there it cannot be moved, and is not needed.
    if (purpose === 'replaced') await rename(left, folder).catch(() => undefined);
    await remove(left);
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function moveAway(folder: string, to: string): Promise<boolean> {
  try {
    await rename(folder, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function remove(folder: string): Promise<void> {
  // Windows keeps files of a process that has just ended for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
