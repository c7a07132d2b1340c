/** TensorFlow's packages for Node.js, where the user has installed them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

export const CUDA_PACKAGE = '@tensorflow/tfjs-node-gpu';
export const TENSORFLOW_PACKAGES = [CUDA_PACKAGE, '@tensorflow/tfjs-node'] as const;

export interface InstalledPackage {
  readonly name: string;
  readonly directory: string;
  readonly version: string;
}

/** The CUDA package before the other, wherever it lies; looked for nowhere above the folders themselves. */
export async function findPackage(
  folders: readonly string[],
): Promise<InstalledPackage | undefined> {
  for (const name of TENSORFLOW_PACKAGES) {
    for (const folder of folders) {
      for (const directory of [packageDirectory(folder, name), folder]) {
        const version = await versionOf(directory, name);
        if (version !== undefined) return { name, directory, version };
      }
    }
  }
  return undefined;
}

/** Where npm puts a package that it installs in a folder. */
export function packageDirectory(folder: string, name: string): string {
  return join(folder, 'node_modules', name);
}

async function versionOf(directory: string, name: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(directory, 'package.json'), 'utf8');
    return z.object({ name: z.literal(name), version: z.string() }).parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
}
