/**
 * Opening a run of a million steps: from the start of the reader thread to its first curves, as the extension does it,
 * and from these curves to a painted panel in Chromium. The file is written by the worker's own writer, a second of
 * training a batch: the slower a run trained, the more batches it has.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { makeSnapshot } from '../test/webview/ganRun';
import { closeBrowser, openPanel } from '../test/webview/harness';
import { setup } from '../test/setup/webview';
import type { RunReaderEvents, RunReaderFunctions } from '../src/host/runReader/readerProtocol';
import { WHOLE_RUN, type CurveView } from '../src/protocol/panelProtocol';
import { METRIC_COLUMNS } from '../src/protocol/runModel';
import { MetricsWriter } from '../src/runs/metricsFile';
import { mapColumns } from '../src/runs/tableRows';
import { median, report, ROOT, timed } from './report';

const STEPS = 1_000_000;
const STEPS_PER_SECOND = [40, 400, 4000];
const ATTEMPTS = 9;
/** The bar, in milliseconds on a quiet machine. */
const WANTED = 500;

function writeRun(folder: string, batch: number): void {
  const writer = MetricsWriter.open(folder, 0);
  for (let first = 1; first <= STEPS; first += batch) {
    const length = Math.min(batch, STEPS + 1 - first);
    const step = Int32Array.from({ length }, (_, i) => first + i);
    const columns = mapColumns(METRIC_COLUMNS, (name) => {
      const level = METRIC_COLUMNS.indexOf(name) / 10;
      return Float32Array.from(step, (s) => level + Math.sin(s / 1000) + (s % 13) / 50);
    });
    writer.append({ step, columns });
  }
  writer.close();
}

/** What the extension does until it has the curves. */
async function readCurves(folder: string): Promise<CurveView> {
  const worker = new Worker(path.join(ROOT, 'dist/bench/runReader.js'));
  const events: RunReaderEvents = {
    exported: () => undefined,
    damaged: (_, message) => console.error(message),
  };
  const functions = createBirpc<RunReaderFunctions, RunReaderEvents>(events, {
    post: (data: unknown) => worker.postMessage(data),
    on: (listener) => worker.on('message', listener),
  });
  const curves = await functions.curves(folder, WHOLE_RUN);
  await worker.terminate();
  return curves;
}

/** Milliseconds from the snapshot to the end of the frame that shows it: by the clock, and of work of the page. */
async function paint(curves: CurveView): Promise<{ wall: number; processor: number }> {
  const panel = await openPanel({ messages: [] });
  await panel.settled();
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const work = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const before = await work();
  const message = { type: 'snapshot', sequence: 1, snapshot: makeSnapshot({ curves }) };
  const wall = await panel.page.evaluate(
    (data) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        window.dispatchEvent(new MessageEvent('message', { data }));
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      }),
    message,
  );
  const processor = (await work()) - before;
  panel.expectClean();
  await panel.close();
  return { wall, processor };
}

const milliseconds = (values: readonly number[]): string =>
  `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)})`;

async function main(): Promise<void> {
  await setup();
  const rows: string[] = [];
  for (const batch of STEPS_PER_SECOND) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-bench-'));
    writeRun(folder, batch);
    const reads: { wall: number; processor: number }[] = [];
    const paints: typeof reads = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { result, ...cost } = await timed(() => readCurves(folder));
      if (result.toStep !== STEPS) throw new Error('The curves end early.');
      reads.push(cost);
      paints.push(await paint(result));
    }
    fs.rmSync(folder, { recursive: true });
    const totals = reads.map(({ wall }, i) => wall + (paints[i]?.wall ?? NaN));
    const cells = [
      ...[reads, paints].flatMap((costs) => [
        milliseconds(costs.map(({ wall }) => wall)),
        milliseconds(costs.map(({ processor }) => processor)),
      ]),
      milliseconds(totals),
    ];
    rows.push(`| ${batch} | ${cells.join(' | ')} |`);
    if (Math.min(...totals) > WANTED) process.exitCode = 1;
  }
  await closeBrowser();
  report('openRun', 'Opening a run of a million steps: milliseconds, median (least)', [
    '| trained at, steps/s | reading | its processor time | painting | its processor time | both |',
    '|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ]);
}

void main();
