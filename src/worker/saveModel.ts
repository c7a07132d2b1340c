/** Exports the networks of a run: ONNX to run them anywhere, safetensors to load their parameters. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GanConfig } from '../config/ganConfig';
import type { NetworkName, Trainer } from '../engine/trainer';
import { errorCode } from '../runs/boundedFile';
import { runFile, stepName } from '../runs/layout';
import { syncFolder, temporaryPath, writeDurably } from '../runs/replaceFile';
import { encodeSafetensors } from '../runs/safetensors';

export interface SavedModel {
  readonly step: number;
  readonly directory: string;
  /** Absolute paths. */
  readonly files: string[];
}

const fileNames: Readonly<Record<NetworkName, string>> = {
  generator: 'generator',
  generatorEma: 'generator-ema',
  discriminator: 'discriminator',
};
const MANIFEST = 'manifest.json';

/**
 * Writes `exports/step-N/`: complete or not at all. A model of this step that is there already is the same one.
 */
export async function saveModel(
  runDirectory: string,
  trainer: Trainer,
  config: GanConfig,
): Promise<SavedModel> {
  const { step } = trainer;
  const directory = join(runFile(runDirectory, 'exports'), stepName(step));
  const contents = modelFiles(trainer);
  const files = [...contents.keys(), MANIFEST].map((name) => join(directory, name));
  const temporary = temporaryPath(directory);
  await rm(temporary, { recursive: true, force: true });
  try {
    await mkdir(temporary, { recursive: true });
    for (const [name, bytes] of contents) await writeDurably(join(temporary, name), bytes);
    await writeDurably(join(temporary, MANIFEST), manifest(step, config, contents));
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const code = errorCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  await syncFolder(runFile(runDirectory, 'exports'));
  return { step, directory, files };
}

function modelFiles(trainer: Trainer): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const network of trainer.networks) {
    const name = fileNames[network];
    const metadata = { network, step: String(trainer.step) };
    files.set(`${name}.onnx`, trainer.exportOnnx(network));
    files.set(`${name}.safetensors`, encodeSafetensors(trainer.weights(network), metadata));
  }
  return files;
}

function manifest(
  step: number,
  config: GanConfig,
  contents: ReadonlyMap<string, Uint8Array>,
): string {
  const files = [...contents].map(([file, bytes]) => ({
    file,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  return `${JSON.stringify({ step, seed: config.training.seed, files, config }, null, 2)}\n`;
}
