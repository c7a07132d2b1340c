/** Entry of the reader thread: holds the curves of the runs on screen and decimates them. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import {
  BALANCE_STEP_COLUMNS,
  CURVE_COLUMNS,
  HISTORY_COLUMNS,
  type ExportTable,
  type ViewRequest,
} from '../../protocol/panelProtocol';
import { MetricsTail } from '../../runs/metricsReader';
import { TheoryTail } from '../../runs/theoryTable';
import { BalanceStore, balanceViews } from './balanceStore';
import { stepView, type StepRows, type ViewShape } from './curveView';
import { EvaluationStore } from './evaluationStore';
import { MetricStore } from './metricStore';
import { CURVE_POINTS, type RunReaderEvents, type RunReaderFunctions } from './readerProtocol';
import { exportRows } from './tableExport';
import { TheoryStore } from './theoryStore';

/** A run that is held open. */
class OpenedRun {
  readonly store = new MetricStore();
  readonly figures = new TheoryStore();
  readonly balance: BalanceStore;
  private readonly tail: MetricsTail;
  private readonly figuresTail: TheoryTail;
  private reading: Promise<void> | undefined;
  private readingFigures: Promise<void> | undefined;
  private damage: string | undefined;

  constructor(
    runDirectory: string,
    private readonly onDamage: (message: string) => void,
  ) {
    this.tail = new MetricsTail(runDirectory);
    this.balance = new BalanceStore(runDirectory);
    this.figuresTail = new TheoryTail(runDirectory);
  }

  /** Reads what the file has gained. */
  async refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** Reads what the table of figures has gained. */
  async refreshFigures(): Promise<void> {
    this.readingFigures ??= this.readFigures().finally(() => (this.readingFigures = undefined));
    await this.readingFigures;
  }

  private async readFigures(): Promise<void> {
    const { rows, restarted } = await this.figuresTail.read();
    if (restarted) this.figures.clear();
    this.figures.append(rows);
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

/** Before the first row the arrays hold nothing that means anything. */
function shapeOf({ range, ...how }: ViewRequest, { length, step }: StepRows<never>): ViewShape {
  const whole = { fromStep: length > 0 ? (step[0] ?? 0) : 0, toStep: step[length - 1] ?? 0 };
  return { ...(range ?? whole), ...how };
}

/** All rows of a table so far. */
async function rowsOf(run: OpenedRun, table: ExportTable): Promise<StepRows<string>> {
  if (table === 'balance') return run.balance.read();
  await (table === 'curves' ? run.refresh() : run.refreshFigures());
  return table === 'curves' ? run.store : run.figures;
}

function serve(port: NonNullable<typeof parentPort>): void {
  const runs = new Map<string, OpenedRun>();
  const evaluations = new Map<string, EvaluationStore>();
  /** What gives a file up that is being written, by its path. */
  const exports = new Map<string, AbortController>();
  const opened = (runDirectory: string): OpenedRun => {
    const known = runs.get(runDirectory);
    if (known !== undefined) return known;
    const run = new OpenedRun(runDirectory, (message) => {
      void host.$callEvent('damaged', runDirectory, message);
    });
    runs.set(runDirectory, run);
    return run;
  };
  const functions: RunReaderFunctions = {
    async curves(runDirectory, view) {
      const run = opened(runDirectory);
      await run.refresh();
      const { store } = run;
      return stepView(store, CURVE_COLUMNS, shapeOf(view, store), CURVE_POINTS);
    },
    async balance(runDirectory, view) {
      const run = opened(runDirectory);
      await run.refresh();
      const { store } = run;
      const shown = shapeOf(view, store);
      const everyStep = stepView(store, BALANCE_STEP_COLUMNS, shown, CURVE_POINTS);
      return { everyStep, ...balanceViews(await run.balance.read(), shown, CURVE_POINTS) };
    },
    async history(runDirectory, view) {
      const run = opened(runDirectory);
      await run.refreshFigures();
      const { figures } = run;
      if (figures.length === 0) return undefined;
      return stepView(figures, HISTORY_COLUMNS, shapeOf(view, figures), CURVE_POINTS);
    },
    async evaluations(runDirectory) {
      const store = evaluations.get(runDirectory) ?? new EvaluationStore(runDirectory);
      evaluations.set(runDirectory, store);
      return store.read();
    },
    async exportTable(runDirectory, table, what) {
      const controller = new AbortController();
      exports.set(what.path, controller);
      const tell = (share: number): void => void host.$callEvent('exported', what.path, share);
      try {
        const rows = await rowsOf(opened(runDirectory), table);
        return await exportRows(rows, what, tell, controller.signal);
      } finally {
        exports.delete(what.path);
      }
    },
    cancelExport(path) {
      exports.get(path)?.abort();
    },
    appendLive(runDirectory, rows) {
      runs.get(runDirectory)?.store.appendLive(rows);
    },
    close(runDirectory) {
      runs.delete(runDirectory);
      evaluations.delete(runDirectory);
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
