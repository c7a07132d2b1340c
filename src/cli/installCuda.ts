/** `gan install-cuda`. */
import { join, resolve } from 'node:path';
import { InstallError, installCudaPackage } from '../tensorflow/installCuda';
import { say } from './commands';
import { interruptible } from './interruptible';
import { EXIT_CODES } from './watchRun';

const workerPath = join(__dirname, 'worker.js');

/** Installs it and tells what it computes on; a package that lacks libraries is installed all the same. */
export async function installCuda(given: { readonly folder: string }): Promise<number> {
  const { signal, onStatus, done } = interruptible();
  try {
    const folder = resolve(given.folder);
    const { label, warnings } = await installCudaPackage({ folder, workerPath, signal, onStatus });
    say(`Installed ${label}, in ${folder}`);
    for (const warning of warnings) say(`Warning: ${warning}`);
    return EXIT_CODES.good;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    if (!signal.aborted) say('The CUDA package of TensorFlow could not be installed.');
    say(error.message);
    return signal.aborted ? EXIT_CODES.interrupted : EXIT_CODES.failed;
  } finally {
    done();
  }
}
