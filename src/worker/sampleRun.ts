/** Draws samples from the generator of a checkpoint into files that other programs read. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sizeOf } from '../config/networkShape';
import { isImageData } from '../config/sampleShape';
import { encodeNpy } from '../dataFiles/npyWriting';
import { imageUse } from '../engine/data/createDataSet';
import { imageValueRange } from '../engine/data/images';
import type { KernelModule } from '../engine/kernels';
import { sampledNetwork } from '../engine/savableNetworks';
import type { SampledRun, SampleRequest } from '../protocol/launchProtocol';
import { describeCause } from '../runs/fileSystemCause';
import { replaceFile } from '../runs/replaceFile';
import { drawingOf, tileDrawing } from './sampleGrid';
import { onProcessor, openCheckpoint, type SampleSpace } from './openCheckpoint';
import { loadKernels, openRunData } from './runData';
import { readSavedRun, type SavedRun } from './savedRun';
import type { Surroundings } from './surroundings';

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
  const without = ', so it has no samples.';
  const saved = await readSavedRun(runDirectory, { step: asked, live: 'allowed', without });
  const config = onProcessor(saved.config);
  const { space, kernels, draw } = await openSpace(saved, surroundings);
  const opened = { saved, config, space, kernels };
  const { networks, warnings } = await openCheckpoint(opened, surroundings);
  try {
    surroundings.tellStatus('Drawing samples');
    const network = sampledNetwork(networks.networks);
    const latents = networks.evaluationLatents(count, FIRST_DRAW + seed);
    const samples = await networks.generate(network, latents);
    const { sampleShape } = space;
    const isImage = sampleShape.length > 1;
    const shown = isImage ? samples.subarray(0, SHOWN_IMAGES * sizeOf(sampleShape)) : samples;
    const text = {
      ...{ Software: 'GAN Studio', Step: String(networks.step), Network: network },
      ...{ Seed: String(config.training.seed), Draw: String(seed) },
    };
    const files = {
      [`${output}.npy`]: encodeNpy(samples, [count, ...sampleShape]),
      [`${output}.png`]: draw(shown, text),
    };
    await write(output, files);
    return { step: networks.step, files: Object.keys(files), warnings };
  } finally {
    await networks.dispose();
  }
}

interface OpenedSpace {
  readonly space: SampleSpace;
  readonly kernels: KernelModule;
  readonly draw: ReturnType<typeof drawingOf>;
}

/** What has to be known of the data: of images without classes the record knows it, and their files may be gone. */
async function openSpace(saved: SavedRun, { tellStatus }: Surroundings): Promise<OpenedSpace> {
  const { config, record, configPath } = saved;
  const told = [config.generator, config.discriminator].some((own) => own.conditioning);
  if (record.data !== undefined && isImageData(config.data) && !told) {
    const { sampleShape } = record.data;
    const valueRange = imageValueRange(imageUse(config.data), sizeOf(sampleShape));
    const draw = tileDrawing({ sampleShape, valueRange });
    if (draw !== undefined) return { space: { sampleShape }, kernels: await loadKernels(), draw };
  }
  const { data, evaluationData, kernels } = await openRunData(config, configPath, tellStatus);
  return { space: data, kernels, draw: drawingOf(evaluationData) };
}

async function write(output: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  try {
    await mkdir(dirname(output), { recursive: true });
    for (const [path, bytes] of Object.entries(files)) await replaceFile(path, bytes);
  } catch (error) {
    throw new Error(`The samples could not be written: ${describeCause(error)}.`, { cause: error });
  }
}
