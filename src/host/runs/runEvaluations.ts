/**
 * Thorough evaluations of runs. Run directories tell of them, whoever has started them: another window, a terminal, or
 * this window before it was reloaded. Known here is only what no directory tells: that a process is being started, and
 * why it could not be.
 */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { EvaluationState } from '../../protocol/panelProtocol';
import { type EvaluationRecord, isUnderWay } from '../../runs/evaluationFile';
import { Disposable } from '../disposable';
import { messageOf, UserError } from '../errors';
import { loadLate } from '../loadLate';
import type { Log } from '../log';
import type { Run } from './run';

/** An evaluation of a run that is to be deleted ends by then, or when it finds the directory gone. */
const END_PATIENCE_MILLISECONDS = 5000;

/**
 * Measures the newest checkpoint of a run in a process of its own, which writes what comes of it into the run, and
 * outlives this window.
 */
export type Evaluate = (run: Run, signal: AbortSignal) => Promise<unknown>;

/** An attempt of this window. */
interface Attempt {
  /** Of the evaluation that the directory told of before; later ones tell of themselves. */
  before?: string | undefined;
  readonly controller: AbortController;
  /** Why it failed. */
  problem?: string;
  ended: boolean;
}

export class RunEvaluations extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<Run>());
  /** An evaluation was begun or has ended here: there is news in the directory of the run. */
  readonly onDidChange = this.changed.event;
  /** By run directory. */
  private readonly attempts = new Map<string, Attempt>();

  constructor(
    private readonly evaluate: Evaluate,
    private readonly log: Log,
  ) {
    super();
  }

  /** @param record what the directory of the run tells */
  of({ directory }: Run, record: EvaluationRecord | undefined): EvaluationState {
    const attempt = this.attempts.get(directory);
    const isToldElsewhere = attempt === undefined || record?.id !== attempt.before;
    if (isToldElsewhere || (record !== undefined && isUnderWay(record))) return stateOf(record);
    const notes = record?.notes;
    if (!attempt.ended) return { state: 'running', notes };
    const { problem } = attempt;
    return problem === undefined ? stateOf(record) : { state: 'failed', message: problem, notes };
  }

  /**
   * Resolves when it has ended, however. One at a time for each run.
   *
   * @throws Error when the run is being evaluated already, from elsewhere
   */
  async start(run: Run): Promise<void> {
    const { directory } = run;
    if (this.attempts.get(directory)?.ended === false) return;
    const controller = new AbortController();
    const attempt: Attempt = { controller, ended: false };
    this.attempts.set(directory, attempt);
    try {
      attempt.before = (await this.read(run))?.id;
      this.changed.fire(run);
      await this.evaluate(run, controller.signal);
    } catch (error) {
      const canceled = controller.signal.aborted || error instanceof vscode.CancellationError;
      if (canceled) return;
      this.log.warn(`The evaluation of ${directory} failed.`, error);
      const record = await this.read(run);
      if (record !== undefined && isUnderWay(record)) throw error;
      // The panel says itself what it is that failed.
      attempt.problem = messageOf((error instanceof UserError && error.cause) || error);
    } finally {
      attempt.ended = true;
      this.changed.fire(run);
    }
  }

  async cancel(run: Run): Promise<void> {
    const attempt = this.attempts.get(run.directory);
    // Its process may not have written anything yet.
    if (attempt?.ended === false) attempt.controller.abort();
    else await (await loadLate()).cancelEvaluation(run.directory);
    this.changed.fire(run);
  }

  /** Before the run is deleted: nothing is to write into it any more. */
  async end(run: Run): Promise<void> {
    this.attempts.get(run.directory)?.controller.abort();
    const { cancelAndAwait } = await loadLate();
    await cancelAndAwait(run.directory, END_PATIENCE_MILLISECONDS);
  }

  private async read({ directory }: Run): Promise<EvaluationRecord | undefined> {
    return (await loadLate()).readEvaluation(directory);
  }
}

function stateOf(record: EvaluationRecord | undefined): EvaluationState {
  if (record === undefined) return { state: 'none' };
  const { state, step, message, notes, host } = record;
  if (state === 'canceled') return { state: 'none', notes };
  return { state, step, message, notes, ...(host !== hostname() && { host }) };
}
