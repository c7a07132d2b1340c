import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type GanConfig, type GanConfigInput, ganConfigSchema } from '../../src/config/ganConfig';
import { isLiveState, type RunRecord } from '../../src/protocol/runModel';
import type { WorkerEvents } from '../../src/protocol/workerProtocol';
import { type LaunchedRun, launchRun, resumeRun } from '../../src/runs/launch';
import { readRunRecord } from '../../src/runs/record';
import { attachToRun, type WorkerClient } from '../../src/runs/workerClient';

/** A small GAN on the built-in digits; one thread, so that two runs give the same bits. */
export function smallConfig(
  training: GanConfigInput['training'] = {},
  rest: Partial<GanConfigInput> = {},
): GanConfig {
  return ganConfigSchema.parse({
    name: 'small',
    data: { source: 'digits' },
    generator: {
      latent: { dimension: 8 },
      layers: [
        { type: 'dense', units: 32, activation: 'relu' },
        { type: 'dense', units: 64, activation: 'tanh' },
      ],
    },
    discriminator: {
      layers: [
        { type: 'dense', units: 32, activation: 'leakyRelu' },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 1 },
      ],
    },
    training: { steps: 60, batchSize: 16, seed: 11, ...training },
    evaluation: { everySteps: 20, samples: 9 },
    checkpoints: { everySteps: 20, keep: 2 },
    device: 'onnxruntime-cpu',
    threads: 1,
    ...rest,
  } satisfies GanConfigInput);
}

/** Starts a run whose process is killed when the test ends, should it still be there. */
export async function startRun(
  programs: string,
  runsDirectory: string,
  config: GanConfig,
): Promise<string> {
  const run = { config, configPath: join(runsDirectory, 'small.gan.json'), runsDirectory };
  return killLater(await launchRun(run, { workerPath: join(programs, 'worker.js') }));
}

export async function resumeAgain(programs: string, runDirectory: string): Promise<string> {
  return killLater(await resumeRun(runDirectory, { workerPath: join(programs, 'worker.js') }));
}

async function killLater({ runDirectory }: LaunchedRun): Promise<string> {
  const { processId } = await readRunRecord(runDirectory);
  onTestFinished(() => {
    try {
      process.kill(processId, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  return runDirectory;
}

const nothing = (): void => undefined;

export function attach(
  runDirectory: string,
  events: Partial<WorkerEvents> = {},
): Promise<WorkerClient> {
  return attachToRun(runDirectory, {
    record: nothing,
    progress: nothing,
    metrics: nothing,
    histogram: nothing,
    distribution: nothing,
    journal: nothing,
    stepping: nothing,
    ...events,
  });
}

/** Resolves with the first truthy answer of `ask`. */
export async function until<T>(
  ask: () => Promise<T | undefined | false>,
  what: string,
  seconds = 100,
): Promise<T> {
  const deadline = Date.now() + 1000 * seconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The record of a run when it has ended. */
export async function ended(runDirectory: string): Promise<RunRecord> {
  return until(async () => {
    const record = await readRunRecord(runDirectory);
    return isLiveState(record.state) ? undefined : record;
  }, 'the end of the run');
}
