import { sampledNetwork } from '../engine/savableNetworks';
/** Draws samples from the generator of a checkpoint into files that other programs read. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeNpy } from '../dataFiles/npyWriting';
import type { SampledRun, SampleRequest } from '../protocol/launchProtocol';
import { describeCause } from '../runs/fileSystemCause';
import { replaceFile } from '../runs/replaceFile';
import { drawingOf } from './evaluator';
import { openCheckpoint } from './openCheckpoint';
import type { Surroundings } from './prepareTraining';

/** Draws of the evaluations of a run are numbered by its steps, which never come this far. */
const FIRST_DRAW = 2 ** 40;
/** Images that a picture shows. */
const SHOWN_IMAGES = 400;

/**
 * Writes `<output>.npy`, all samples, and `<output>.png`, a picture of them.
 *
 * @throws Error with a message for the user
 */
export async function sampleRun(
  runDirectory: string,
  { count, seed, step: asked, output }: SampleRequest,
  surroundings: Surroundings,
): Promise<SampledRun> {
  const { config, prepared, warnings } = await openCheckpoint(runDirectory, asked, surroundings);
  const { trainer, data, evaluationData } = prepared;
  try {
    surroundings.tellStatus('Drawing samples');
    const network = sampledNetwork(trainer.networks);
    const latents = trainer.evaluationLatents(count, FIRST_DRAW + seed);
    const samples = await trainer.generate(network, latents);
    const isImage = data.sampleShape.length > 1;
    const shown = isImage ? samples.subarray(0, SHOWN_IMAGES * data.sampleSize) : samples;
    const text = {
      ...{ Software: 'GAN Studio', Step: String(trainer.step), Network: network },
      ...{ Seed: String(config.training.seed), Draw: String(seed) },
    };
    const files = {
      [`${output}.npy`]: encodeNpy(samples, [count, ...data.sampleShape]),
      [`${output}.png`]: drawingOf(evaluationData)(shown, text),
    };
    await write(output, files);
    return { step: trainer.step, files: Object.keys(files), warnings };
  } finally {
    await trainer.dispose();
  }
}

async function write(output: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  try {
    await mkdir(dirname(output), { recursive: true });
    for (const [path, bytes] of Object.entries(files)) await replaceFile(path, bytes);
  } catch (error) {
    throw new Error(`The samples could not be written: ${describeCause(error)}.`, { cause: error });
  }
}
