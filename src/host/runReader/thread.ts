/** Entry of the reader thread: holds the curves of the runs on screen and decimates them. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { MetricsTail } from '../../runs/metricsReader';
import { curveView } from './curveView';
import { MetricStore } from './metricStore';
import {
  CURVE_POINTS,
  type RunReaderEvents,
  type RunReaderFunctions,
  type StepRange,
} from './readerProtocol';

/** A run that is held open. */
class OpenedRun {
  readonly store = new MetricStore();
  private readonly tail: MetricsTail;
  private reading: Promise<void> | undefined;
  private damage: string | undefined;

  constructor(
    runDirectory: string,
    private readonly onDamage: (message: string) => void,
  ) {
    this.tail = new MetricsTail(runDirectory);
  }

  /** Reads what the file has gained. */
  async refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async read(): Promise<void> {
    for (;;) {
      const { rows, restarted, more, damage } = await this.tail.read();
      if (restarted) this.store.clear();
      this.store.appendFile(rows);
      if (damage !== undefined && damage !== this.damage) this.onDamage(damage);
      this.damage = damage;
      if (!more) return;
    }
  }
}

function wholeRun(store: MetricStore): NonNullable<StepRange> {
  return { fromStep: store.step[0] ?? 0, toStep: store.step[store.length - 1] ?? 0 };
}

function serve(port: NonNullable<typeof parentPort>): void {
  const runs = new Map<string, OpenedRun>();
  const functions: RunReaderFunctions = {
    async curves(runDirectory, range) {
      let run = runs.get(runDirectory);
      if (run === undefined) {
        run = new OpenedRun(runDirectory, (message) => {
          void host.$callEvent('damaged', runDirectory, message);
        });
        runs.set(runDirectory, run);
      }
      await run.refresh();
      const { store } = run;
      // Before the first row the arrays hold nothing that means anything.
      const whole = store.length === 0 ? { fromStep: 0, toStep: 0 } : wholeRun(store);
      return curveView(store, range ?? whole, CURVE_POINTS);
    },
    appendLive(runDirectory, rows) {
      runs.get(runDirectory)?.store.appendLive(rows);
    },
    close(runDirectory) {
      runs.delete(runDirectory);
    },
  };
  const host = createBirpc<RunReaderEvents, RunReaderFunctions>(functions, {
    post: (data: unknown) => port.postMessage(data),
    on: (listener) => port.on('message', listener),
    bind: 'functions',
  });
}

if (parentPort === null) throw new Error('This file runs as a thread of the extension host.');
serve(parentPort);
