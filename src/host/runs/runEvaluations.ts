/** Thorough evaluations that this window has started. They outlive the panels that asked for them, not the window. */
import * as vscode from 'vscode';
import type { EvaluatedRun } from '../../protocol/evaluationModel';
import type { EvaluationState } from '../../protocol/panelProtocol';
import { Disposable } from '../disposable';
import { messageOf } from '../errors';
import type { Log } from '../log';
import type { Run } from './run';

const NONE: EvaluationState = { state: 'none' };

/** Measures the newest checkpoint of a run in a process of its own, which writes what comes of it into the run. */
export type Evaluate = (
  run: Run,
  onStatus: (status: string) => void,
  signal: AbortSignal,
) => Promise<EvaluatedRun>;

export class RunEvaluations extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<Run>());
  readonly onDidChange = this.changed.event;
  /** By run directory. */
  private readonly states = new Map<string, EvaluationState>();
  private readonly controllers = new Map<string, AbortController>();

  constructor(
    private readonly evaluate: Evaluate,
    private readonly log: Log,
  ) {
    super();
  }

  of(run: Run): EvaluationState {
    return this.states.get(run.directory) ?? NONE;
  }

  /** Resolves when it has ended, however. One at a time for each run. */
  async start(run: Run): Promise<void> {
    if (this.controllers.has(run.directory)) return;
    const controller = new AbortController();
    this.controllers.set(run.directory, controller);
    this.become(run, { state: 'running' });
    try {
      const { warnings } = await this.evaluate(
        run,
        (message) => this.become(run, { state: 'running', message }),
        controller.signal,
      );
      this.become(run, { state: 'done', notes: warnings });
    } catch (error) {
      const canceled = controller.signal.aborted || error instanceof vscode.CancellationError;
      if (!canceled) this.log.warn(`The evaluation of ${run.directory} failed.`, error);
      this.become(run, canceled ? NONE : { state: 'failed', message: messageOf(error) });
    } finally {
      this.controllers.delete(run.directory);
    }
  }

  override dispose(): void {
    for (const controller of this.controllers.values()) controller.abort();
    super.dispose();
  }

  cancel(run: Run): void {
    this.controllers.get(run.directory)?.abort();
  }

  private become(run: Run, state: EvaluationState): void {
    this.states.set(run.directory, state);
    this.changed.fire(run);
  }
}
