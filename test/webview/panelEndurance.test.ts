import type { CDPSession } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { busyness } from '../helpers/busyness';
import { LAST_STEP, makeCurves, makeHistogram, makeSnapshot } from './ganRun';
import { closeBrowser, openPanel, type Panel } from './harness';
import { openRun, showSamples } from './openRun';

afterAll(closeBrowser);

/**
 * How much more processor time a thread takes than on a quiet machine, roughly: its neighbours take caches and the other
 * half of the core. Budgets hold for a quiet machine.
 */
function crowding(): number {
  return Math.min(3, busyness());
}

async function metricsOf(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Posts updates as the host does, in the page itself, from sequence number `first` on. */
async function stream(panel: Panel, first: number, count: number, pauseMs: number): Promise<void> {
  await panel.page.evaluate(
    async ({ from, updates, pause, curves, histogram, lastStep }) => {
      const post = (sequence: number, payload: object) =>
        window.dispatchEvent(new MessageEvent('message', { data: { sequence, ...payload } }));
      for (let i = 0; i < updates; i += 1) {
        const step = lastStep + i;
        const payloads = [
          { type: 'progress', progress: { step, steps: 1e6, stepsPerSecond: 40, secondsLeft: 60 } },
          { type: 'curves', curves: { ...curves, toStep: step } },
          { type: 'histogram', histogram: { ...histogram, step } },
          {
            type: 'journal',
            event: { time: '2026-11-23T09:31:10.000Z', step, type: 'checkpoint', directory: 'c' },
          },
        ];
        post(from + i, payloads[i % payloads.length] ?? {});
        if (pause > 0 || i % 500 === 0) {
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    },
    {
      from: first,
      updates: count,
      pause: pauseMs,
      curves: makeCurves(LAST_STEP),
      histogram: makeHistogram(LAST_STEP),
      lastStep: LAST_STEP,
    },
  );
}

/** Prints a measured figure beside the result of the test. */
function report(figure: string): void {
  process.stdout.write(`${figure}\n`);
}

/** Measures CPU time of the page's thread: what else the machine does is left out. */
async function metricsSession(panel: Panel): Promise<CDPSession> {
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}

async function open(): Promise<{ panel: Panel; session: CDPSession }> {
  const panel = await openRun();
  await showSamples(panel, LAST_STEP);
  return { panel, session: await metricsSession(panel) };
}

it('paints a snapshot of 600 buckets with less than 100 ms of work', async () => {
  const works: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const panel = await openPanel({ messages: [] });
    await panel.settled();
    const session = await metricsSession(panel);
    const before = await metricsOf(session);
    const message = { type: 'snapshot', sequence: 1, snapshot: makeSnapshot() };
    // Until the frame with the page and the first chart has been made.
    await panel.page.evaluate(
      (data) =>
        new Promise<void>((resolve) => {
          window.dispatchEvent(new MessageEvent('message', { data }));
          requestAnimationFrame(() => setTimeout(resolve));
        }),
      message,
    );
    const after = await metricsOf(session);
    works.push(1000 * ((after['TaskDuration'] ?? 0) - (before['TaskDuration'] ?? 0)));
    expect(await panel.page.$('#losses canvas[width]')).not.toBeNull();
    panel.expectClean();
    await panel.close();
  }
  report(`work of the page for a snapshot: ${works.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  expect(Math.min(...works)).toBeLessThan(100 * crowding());
});

it('does not grow over 100,000 updates', async () => {
  const { panel, session } = await open();
  const measure = async () => {
    await panel.page.waitForTimeout(700);
    await session.send('HeapProfiler.collectGarbage');
    return metricsOf(session);
  };
  // The snapshot and one answer to a request for samples came before.
  let sequence = 3;
  await stream(panel, sequence, 5000, 0);
  sequence += 5000;
  const before = await measure();
  await stream(panel, sequence, 100_000, 0);
  const after = await measure();
  expect(await panel.posted('ready')).toHaveLength(1);
  expect((after['JSHeapUsedSize'] ?? 0) - (before['JSHeapUsedSize'] ?? 0)).toBeLessThan(1_000_000);
  expect((after['Nodes'] ?? 0) - (before['Nodes'] ?? 0)).toBeLessThan(200);
  // The page draws the last of it when its share of the processor allows.
  await expect.poll(() => panel.page.textContent('.facts')).toContain('112,396');
  panel.expectClean();
  await panel.close();
});

it('takes less than 5 % of a core at ten updates a second', async () => {
  const { panel, session } = await open();
  await stream(panel, 3, 40, 25);
  const before = await metricsOf(session);
  const start = performance.now();
  // Progress, curves, histogram and journal: each ten times a second.
  await stream(panel, 43, 240, 25);
  const seconds = (performance.now() - start) / 1000;
  const after = await metricsOf(session);
  const share = ((after['TaskDuration'] ?? 0) - (before['TaskDuration'] ?? 0)) / seconds;
  report(`share of a core: ${(100 * share).toFixed(1)} %`);
  expect(share).toBeLessThan(0.05 * crowding());
  panel.expectClean();
  await panel.close();
});
