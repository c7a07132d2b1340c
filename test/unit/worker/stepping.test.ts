import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Stepping } from '../../../src/protocol/updates';
import { listCheckpoints } from '../../../src/runs/checkpoints';
import { checkpointDirectory } from '../../../src/runs/layout';
import { lastMetricsStep, readMetrics } from '../../../src/runs/metricsReader';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import {
  attach,
  ended,
  resumeAgain,
  smallConfig,
  startRun,
  until,
} from '../../helpers/trainingRuns';

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

/** Long enough to be met while it trains. */
const LONG = 1_000_000;

function stateAt(run: string, step: number): Buffer {
  return readFileSync(join(checkpointDirectory(run, step), 'state.safetensors'));
}

describe('a run that is taken update by update', () => {
  test('stopped within a step and resumed, ends where one at full speed does', async () => {
    const config = smallConfig({ steps: LONG, discriminatorSteps: 2 });
    const folder = temporaryFolder();
    const stepped = await startRun(programs, folder, config);
    const seen: Stepping[] = [];
    const client = await attach(stepped, { stepping: (stepping) => void seen.push(stepping) });
    const { step } = await client.call('pause');
    const place = { step: step + 1, kind: 'discriminator', index: 1, count: 2 } as const;
    expect(seen.at(-1)).toEqual({ slowMotion: 0, updatesDone: 0, next: place, updates: {} });

    await expect(client.call('singleUpdate', 'generator')).rejects.toThrow(
      `Discriminator update 1 of 2 of step ${step + 1} comes before the generator moves.`,
    );
    const first = await client.call('singleUpdate', 'discriminator');
    expect(first).toMatchObject({ updatesDone: 1, last: place, next: { ...place, index: 2 } });
    expect(first.updates.discriminator).toMatchObject(place);
    expect(first.updates.generator).toBeUndefined();
    await client.call('singleUpdate', 'discriminator');
    await expect(client.call('singleUpdate', 'discriminator')).rejects.toThrow('moves next');
    // The step is the generator's.
    expect(await lastMetricsStep(stepped)).toBe(step);
    const last = await client.call('singleUpdate', 'generator');
    expect(last).toMatchObject({ updatesDone: 0, next: { step: step + 2, index: 1 } });
    expect(seen.at(-1)).toEqual(last);
    const { columns } = await readMetrics(stepped);
    expect(columns.generatorLoss.at(-1)).toBe(last.updates.generator?.lossBefore);
    expect(columns.discriminatorLoss.at(-1)).toBe(last.updates.discriminator?.lossBefore);

    expect((await client.call('slowMotion', 20)).slowMotion).toBe(20);
    const before = seen.length;
    await client.call('resume');
    // Two whole steps at least, each update shown in its order.
    await until(async () => seen.length > before + 8, 'updates in slow motion');
    const shown = seen.slice(before).flatMap((stepping) => stepping.last ?? []);
    const moves = [...new Set(shown.map(({ step: of, kind, index }) => `${of} ${kind} ${index}`))];
    const expected = [step + 1, step + 2, step + 3].flatMap((of) =>
      ['discriminator 1', 'discriminator 2', 'generator 1'].map((move) => `${of} ${move}`),
    );
    expect(moves.slice(0, 7)).toEqual(expected.slice(2));
    await client.call('pause');
    let held = await client.call('slowMotion', 0);
    while (held.updatesDone !== 1) {
      const { kind } = held.next;
      held = await client.call('singleUpdate', kind === 'generator' ? kind : 'discriminator');
    }
    const { step: stopped } = await client.call('stop');
    await ended(stepped);
    // What had been begun was ended before it was kept.
    expect(stopped).toBe(held.next.step);
    expect((await listCheckpoints(stepped)).at(-1)).toBe(stopped);
    await resumeAgain(programs, stepped);
    const { step: end } = await (await attach(stepped)).call('stop');
    await ended(stepped);

    const straight = await startRun(
      programs,
      folder,
      smallConfig({ steps: end, discriminatorSteps: 2 }),
    );
    expect(await ended(straight)).toMatchObject({ state: 'completed' });
    expect(stateAt(stepped, end).equals(stateAt(straight, end))).toBe(true);
    const [a, b] = [await readMetrics(stepped), await readMetrics(straight)];
    expect(a.step).toEqual(b.step);
    expect(a.columns.discriminatorLoss).toEqual(b.columns.discriminatorLoss);
    expect(a.columns.generatorGradientNorm).toEqual(b.columns.generatorGradientNorm);
  });

  test('keeps its settings within a step, shows its distributions, and is slow only while watched', async () => {
    const config = smallConfig(
      { steps: LONG, discriminatorSteps: 2 },
      {
        data: { source: 'gaussian' },
        generator: { latent: { dimension: 1 }, layers: [{ type: 'dense', units: 1 }] },
        discriminator: { layers: [{ type: 'dense', units: 1 }] },
      },
    );
    const run = await startRun(programs, temporaryFolder(), config);
    const client = await attach(run);
    const { step } = await client.call('pause');
    await client.call('singleUpdate', 'discriminator');
    expect(await client.call('distribution', step, 0)).toMatchObject({ step, updates: 1 });
    expect(await client.call('distribution', step, 1)).toBeNull();
    expect(await client.call('changeSetting', 'discriminatorSteps', 3)).toEqual({
      effectiveFrom: step + 2,
    });
    const second = await client.call('singleUpdate', 'discriminator');
    expect(second.next).toEqual({ step: step + 1, kind: 'generator', index: 1, count: 1 });
    expect(await client.call('distribution', step, 1)).toMatchObject({ step, updates: 2 });
    // A model is that of a step: what has been begun is ended first.
    expect((await client.call('saveModel')).step).toBe(step + 1);
    expect((await readMetrics(run)).columns.discriminatorSteps.at(-1)).toBe(2);
    expect(await client.call('slowMotion', 0.5)).toMatchObject({
      updatesDone: 0,
      next: { step: step + 2, kind: 'discriminator', index: 1, count: 3 },
    });

    await client.call('resume');
    client.close('nobody watches any more');
    await until(async () => (await lastMetricsStep(run)) > step + 50, 'training at full speed');
    const other = await attach(run);
    expect(other.attached.stepping.slowMotion).toBe(0);
    await other.call('stop');
  });
});
