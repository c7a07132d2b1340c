/**
 * A run whose state lies on a WebGPU device: what the conformance suite cannot see of it. Like there, only where the
 * environment names a Vulkan driver; SwiftShader needs no GPU, but minutes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ganConfigSchema } from '../../../src/config/ganConfig';
import { listCheckpoints } from '../../../src/runs/checkpoints';
import { readMetrics } from '../../../src/runs/metricsReader';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { attach, ended, resumeAgain, startRun } from '../../helpers/trainingRuns';

const STEPS = 200;

/** Dropout, statistics, slots, a moving average: all that has to come back from the device, and get there again. */
const config = ganConfigSchema.parse({
  name: 'ring',
  data: { source: 'ring' },
  generator: {
    latent: { dimension: 4 },
    layers: [
      { type: 'dense', units: 16, activation: 'relu' },
      { type: 'batchNorm' },
      { type: 'dense', units: 2 },
    ],
  },
  discriminator: {
    layers: [
      { type: 'dense', units: 16, activation: 'leakyRelu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 1 },
    ],
  },
  training: { steps: STEPS, batchSize: 16, generatorEmaDecay: 0.9 },
  evaluation: { everySteps: STEPS / 2, metrics: [] },
  checkpoints: { everySteps: STEPS / 4 },
  device: 'onnxruntime-webgpu',
});

function stateOf(run: string): Buffer {
  const step = String(STEPS).padStart(9, '0');
  return readFileSync(join(run, `checkpoints/step-${step}/state.safetensors`));
}

describe.skipIf(process.env['VK_DRIVER_FILES'] === undefined)('a run on WebGPU', () => {
  let programs = '';
  beforeAll(async () => {
    programs = await buildPrograms();
    vi.stubEnv('GAN_SOFTWARE_ADAPTERS', '1');
  });

  test('stopped and resumed, ends where an uninterrupted one does, bit for bit', async () => {
    const folder = temporaryFolder();
    const run = await startRun(programs, folder, config);
    const client = await attach(run);
    const { step: paused } = await client.call('pause');
    // Some steps by hand, the last of them update by update.
    for (let i = 0; i < 3; i += 1) await client.call('singleStep');
    for (const player of ['discriminator', 'generator'] as const) {
      await client.call('singleUpdate', player);
    }
    const { step } = await client.call('stop');
    expect(step).toBe(paused + 4);
    expect(step).toBeLessThan(STEPS);
    const stopped = await ended(run);
    expect(stopped).toMatchObject({ state: 'stopped', device: { device: 'onnxruntime-webgpu' } });
    expect(await listCheckpoints(run)).toContain(step);
    await resumeAgain(programs, run);
    const resumed = await ended(run);
    expect(resumed).toMatchObject({ state: 'completed', step: STEPS, device: stopped.device });
    const whole = await startRun(programs, folder, config);
    const { state, device } = await ended(whole);
    expect([state, device?.label]).toEqual(['completed', stopped.device!.label]);
    expect(stateOf(run).equals(stateOf(whole))).toBe(true);
    const [rows, others] = [await readMetrics(run), await readMetrics(whole)];
    expect(rows.step).toEqual(others.step);
    expect(rows.columns.generatorLoss).toEqual(others.columns.generatorLoss);
  }, 600_000);
});
