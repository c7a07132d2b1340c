/** Exports the networks of a run: ONNX to run them anywhere, safetensors to load their parameters. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavableNetworks } from '../engine/trainer';
import { errorCode } from '../runs/boundedFile';
import { exportDirectory } from '../runs/layout';
import { writeFolder } from '../runs/replaceFile';
import { encodeSafetensors } from '../runs/safetensors';
import { modelManifest, networkFiles, type ModelFacts } from './modelManifest';

export interface SavedModel {
  readonly step: number;
  readonly directory: string;
  /** Absolute paths. */
  readonly files: string[];
}

const MANIFEST = 'manifest.json';

/**
 * Writes `exports/step-N/`: complete or not at all. The same model that is there already stays; another one of the same
 * step, of a future that a resumed run has left, gives way.
 */
export async function saveModel(
  runDirectory: string,
  networks: SavableNetworks,
  facts: ModelFacts,
): Promise<SavedModel> {
  const { step } = networks;
  const directory = exportDirectory(runDirectory, step);
  const contents = modelFiles(networks);
  const manifest = modelManifest({ ...facts, networks, contents });
  const files = [...contents.keys(), MANIFEST].map((name) => join(directory, name));
  if ((await readManifest(directory)) === manifest) return { step, directory, files };
  const all = new Map<string, Uint8Array | string>([...contents, [MANIFEST, manifest]]);
  await writeFolder(directory, all, 'replaced');
  return { step, directory, files };
}

function modelFiles(networks: SavableNetworks): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const network of networks.networks) {
    const { onnx, safetensors } = networkFiles(network);
    const metadata = { network, step: String(networks.step) };
    files.set(onnx, networks.exportOnnx(network));
    files.set(safetensors, encodeSafetensors(networks.weights(network), metadata));
  }
  return files;
}

async function readManifest(directory: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, MANIFEST), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
