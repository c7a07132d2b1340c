/** What a panel reads of a run directory. */
import * as vscode from 'vscode';
import type { Distribution } from '../../protocol/distribution';
import type { InspectedLatent } from '../../protocol/inspection';
import type { JournalEvent, OutputHistogram } from '../../protocol/runModel';
import { errorCode } from '../../runs/boundedFile';
import type { EvaluationRecord } from '../../runs/evaluationFile';
import { runFile } from '../../runs/layout';
import { listSampleSteps, readSamples } from '../../runs/samples';
import { messageOf } from '../errors';
import { loadLate } from '../loadLate';
import type { OpenRun, RunReader } from '../runReader/runReader';
import { fileFingerprint } from '../runs/runAccess';

export interface RunFiles {
  readonly metrics: OpenRun;
  /** Steps with a kept sample grid, ascending. */
  sampleSteps(): Promise<number[]>;
  /** The PNG of a step, or why there is none. */
  samples(step: number): Promise<{ readonly png: Uint8Array } | { readonly problem: string }>;
  /** The latent vector of a sample of the grids. @throws Error with a message for the user */
  latent(sample: number): Promise<InspectedLatent>;
  /** Steps with a kept distribution, ascending. */
  distributionSteps(): Promise<number[]>;
  /** The distribution of a step, or why there is none. */
  distribution(
    step: number,
  ): Promise<{ readonly distribution: Distribution } | { readonly problem: string }>;
  /** The histogram of outputs kept last up to a step, or why there is none. */
  histogram(
    step: number,
  ): Promise<{ readonly histogram: OutputHistogram } | { readonly problem: string }>;
  /** Changes with the file of evaluations; undefined while there is none. */
  evaluationsFingerprint(): Promise<string | undefined>;
  /** The thorough evaluation that is under way, or the last one. */
  evaluation(): Promise<EvaluationRecord | undefined>;
  /** All events so far, oldest first. */
  journal(): Promise<readonly JournalEvent[]>;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_WIDTH_OFFSET = 16;
const PNG_HEIGHT_OFFSET = 20;
/** A few kilobytes of PNG can claim gigabytes of pixels. Grids of ours have less than a million. */
const MAXIMUM_PIXELS = 64 * 1024 * 1024;

/** As many as the header of a PNG claims; 0 when it is cut off. */
function pixels(png: Uint8Array): number {
  if (png.length < PNG_HEIGHT_OFFSET + 4) return 0;
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return header.getUint32(PNG_WIDTH_OFFSET) * header.getUint32(PNG_HEIGHT_OFFSET);
}

async function samples(
  runDirectory: string,
  step: number,
): Promise<{ readonly png: Uint8Array } | { readonly problem: string }> {
  try {
    const png = await readSamples(runDirectory, step);
    if (PNG_SIGNATURE.every((byte, index) => png[index] === byte) && pixels(png) > 0) {
      return pixels(png) <= MAXIMUM_PIXELS
        ? { png }
        : { problem: vscode.l10n.t('The image of step {0} is too large to be shown.', step) };
    }
    return { problem: vscode.l10n.t('The file of step {0} is not a PNG image.', step) };
  } catch (error) {
    const problem =
      errorCode(error) === 'ENOENT'
        ? vscode.l10n.t('There are no samples of step {0}.', step)
        : messageOf(error);
    return { problem };
  }
}

async function distribution(
  runDirectory: string,
  step: number,
): Promise<{ readonly distribution: Distribution } | { readonly problem: string }> {
  const { readDistribution } = await loadLate();
  try {
    return { distribution: await readDistribution(runDirectory, step) };
  } catch (error) {
    const problem =
      errorCode(error) === 'ENOENT'
        ? vscode.l10n.t('There are no distributions of step {0}.', step)
        : messageOf(error);
    return { problem };
  }
}

/** @param journal oldest first; where a run was resumed from an earlier step, what came later counts */
function histogramAt(
  journal: readonly JournalEvent[],
  step: number,
): { readonly histogram: OutputHistogram } | { readonly problem: string } {
  let found: OutputHistogram | undefined;
  for (const event of journal) {
    if (event.type !== 'samples' || event.histogram === undefined || event.step > step) continue;
    if (event.step >= (found?.step ?? 0)) found = event.histogram;
  }
  return found === undefined
    ? { problem: vscode.l10n.t('No outputs were kept up to step {0}.', step) }
    : { histogram: found };
}

async function latent(runDirectory: string, sample: number): Promise<InspectedLatent> {
  const { readLatent } = await loadLate();
  try {
    return await readLatent(runDirectory, sample);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new Error(
      vscode.l10n.t('This run did not keep its latents: it was trained by an earlier version.'),
      { cause: error },
    );
  }
}

export function openRunFiles(reader: RunReader, runDirectory: string): RunFiles {
  const opening = loadLate().then(({ JournalTail }) => new JournalTail(runDirectory));
  const events: JournalEvent[] = [];
  let reading: Promise<void> = Promise.resolve();
  const journal = async (): Promise<readonly JournalEvent[]> => {
    // One read at a time: the tail remembers where it stopped.
    reading = reading
      .catch(() => undefined)
      .then(async () => {
        for (const event of await (await opening).read()) events.push(event);
      });
    await reading;
    return events;
  };
  return {
    metrics: reader.open(runDirectory),
    sampleSteps: () => listSampleSteps(runDirectory),
    samples: (step) => samples(runDirectory, step),
    latent: (sample) => latent(runDirectory, sample),
    distributionSteps: async () => (await loadLate()).listDistributionSteps(runDirectory),
    distribution: (step) => distribution(runDirectory, step),
    evaluationsFingerprint: () => fileFingerprint(runFile(runDirectory, 'evaluations')),
    evaluation: async () => (await loadLate()).readEvaluation(runDirectory),
    histogram: async (step) => histogramAt(await journal(), step),
    journal,
  };
}
