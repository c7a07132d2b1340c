/** The host's side of the reader thread: the extension host's event loop never parses a metrics file. */
import { Worker } from 'node:worker_threads';
import { createBirpc, type BirpcReturn } from 'birpc';
import type { EvaluationSeries } from '../../protocol/evaluationModel';
import type {
  BalanceView,
  CurveView,
  ExportTable,
  HistoryView,
  ViewRequest,
} from '../../protocol/panelProtocol';
import { Disposable, type Resource } from '../disposable';
import { messageOf } from '../errors';
import type { Log } from '../log';
import { within } from '../within';
import type { AppendedRows } from './metricStore';
import type { TableExport } from './tableExport';
import type { RunReaderEvents, RunReaderFunctions } from './readerProtocol';

/** Reading a file of a million rows for the first time takes well below a second; a minute means trouble. */
const TIMEOUT_MILLISECONDS = 60_000;

interface Thread {
  readonly worker: Worker;
  readonly functions: BirpcReturn<RunReaderFunctions, RunReaderEvents>;
}

/** Curves of one run, held open in the thread until disposed. */
export interface OpenRun extends Resource {
  /** @throws if the file cannot be read or the thread is gone. */
  curves(view: ViewRequest): Promise<CurveView>;
  /** @throws as `curves` */
  balance(view: ViewRequest): Promise<BalanceView>;
  /** Undefined where the run has no figures of evaluations. @throws as `curves` */
  history(view: ViewRequest): Promise<HistoryView | undefined>;
  /** @throws as `curves` */
  evaluations(): Promise<readonly EvaluationSeries[]>;
  /**
   * Writes rows at full resolution to a file, as a whole or not at all.
   * @param progress called with the share that is written
   * @param signal gives it up
   * @returns the number of rows
   * @throws as `curves`, if the file cannot be written, and when it is given up
   */
  exportTable(
    table: ExportTable,
    what: TableExport,
    progress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<number>;
  appendLive(rows: AppendedRows): void;
}

/** Starts the thread on first use, and again after a crash: what it held stands in the files. */
export class RunReader extends Disposable {
  private thread: Thread | undefined;
  /** How many times each run is open. */
  private readonly users = new Map<string, number>();
  /** Who is told how far a file is. */
  private readonly exports = new Map<string, (share: number) => void>();

  constructor(
    private readonly scriptPath: string,
    private readonly log: Log,
  ) {
    super();
  }

  open(runDirectory: string): OpenRun {
    this.users.set(runDirectory, (this.users.get(runDirectory) ?? 0) + 1);
    let open = true;
    return {
      curves: (view) => this.ask(({ curves }) => curves(runDirectory, view)),
      balance: (view) => this.ask(({ balance }) => balance(runDirectory, view)),
      history: (view) => this.ask(({ history }) => history(runDirectory, view)),
      evaluations: () => this.ask(({ evaluations }) => evaluations(runDirectory)),
      exportTable: (table, what, ...how) => this.exportTable(runDirectory, table, what, ...how),
      appendLive: (rows) => this.send('appendLive', runDirectory, rows),
      dispose: () => {
        if (!open) return;
        open = false;
        this.release(runDirectory);
      },
    };
  }

  override dispose(): void {
    super.dispose();
    const { thread } = this;
    this.end(new Error('The window is closing.'));
    void thread?.worker.terminate();
  }

  /** What the thread answers. @throws as `curves` of a run, also when no answer comes */
  private async ask<T>(question: (functions: Thread['functions']) => Promise<T>): Promise<T> {
    const answer = question(this.start().functions).then((value) => ({ value }));
    const inTime = await within(answer, TIMEOUT_MILLISECONDS);
    if (inTime === undefined) throw new Error('The run reader does not answer.');
    return inTime.value;
  }

  /** However long it takes: who waits sees how far it is, and may give it up. */
  private async exportTable(
    runDirectory: string,
    table: ExportTable,
    what: TableExport,
    progress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<number> {
    const { path } = what;
    if (this.exports.has(path)) throw new Error(`${path} is being written already.`);
    // Its panel may be closed before the file is written.
    const held = this.open(runDirectory);
    const cancel = (): void => this.send('cancelExport', path);
    this.exports.set(path, progress);
    signal.addEventListener('abort', cancel);
    try {
      signal.throwIfAborted();
      return await this.start().functions.exportTable(runDirectory, table, what);
    } finally {
      signal.removeEventListener('abort', cancel);
      this.exports.delete(path);
      held.dispose();
    }
  }

  private release(runDirectory: string): void {
    const users = (this.users.get(runDirectory) ?? 1) - 1;
    if (users > 0) {
      this.users.set(runDirectory, users);
      return;
    }
    this.users.delete(runDirectory);
    this.send('close', runDirectory);
  }

  /** Sends without waiting for an answer, and only to a thread that runs: a new one would know nothing of the run. */
  private send<Name extends 'appendLive' | 'cancelExport' | 'close'>(
    name: Name,
    ...args: Parameters<RunReaderFunctions[Name]>
  ): void {
    this.thread?.functions.$callEvent(name, ...args).catch((error: unknown) => {
      this.log.warn('The run reader does not listen.', error);
    });
  }

  private start(): Thread {
    if (this.isDisposed) throw new Error('The window is closing.');
    if (this.thread !== undefined) return this.thread;
    const worker = new Worker(this.scriptPath, { name: 'gan-run-reader' });
    const functions = createBirpc<RunReaderFunctions, RunReaderEvents>(
      {
        exported: (path, share) => this.exports.get(path)?.(share),
        damaged: (runDirectory, message) =>
          this.log.warn(`The metrics of ${runDirectory} are damaged: ${message}`),
      },
      {
        post: (data: unknown) => worker.postMessage(data),
        on: (listener) => worker.on('message', listener),
        timeout: -1,
      },
    );
    const thread = { worker, functions };
    this.thread = thread;
    worker.on('error', (error) => {
      this.log.error('The run reader failed.', error);
      if (this.thread === thread) this.end(error);
    });
    worker.on('exit', (code) => {
      if (this.thread !== thread) return;
      this.end(new Error(`The run reader ended with code ${code}.`));
    });
    return thread;
  }

  /** Fails what waits for an answer; the next request starts a new thread. */
  private end(reason: unknown): void {
    const { thread } = this;
    this.thread = undefined;
    thread?.functions.$close(reason instanceof Error ? reason : new Error(messageOf(reason)));
  }
}
