/** Says when a run has ended that nobody is looking at. */
import * as vscode from 'vscode';
import { isLiveState, type RunState } from '../../protocol/runModel';
import { readSetting } from '../contributions';
import { Disposable } from '../disposable';
import { showLogAction, showMessage, type MessageAction } from '../errors';
import type { Run } from './run';
import { stepsText } from './runPresentation';
import type { RunService } from './runService';

export class RunNotifier extends Disposable {
  /** Runs that were live when last heard of. */
  private readonly live = new WeakSet<Run>();

  constructor(
    service: RunService,
    private readonly isWatched: (run: Run) => boolean,
    private readonly openPanel: (run: Run) => Promise<void>,
  ) {
    super();
    this.register(service.onDidChangeRun((run) => this.heard(run)));
    this.register(
      service.onDidChangeRuns(() => {
        for (const run of service.runs) this.heard(run);
      }),
    );
  }

  private heard(run: Run): void {
    if (isLiveState(run.state)) {
      this.live.add(run);
      return;
    }
    if (this.live.delete(run)) this.ended(run, run.state);
  }

  private ended(run: Run, state: RunState): void {
    // The panel says it, and says more.
    if (this.isWatched(run)) return;
    const { name } = run.record;
    const reason = run.reason ?? '';
    const panel: MessageAction = {
      title: vscode.l10n.t('Open Panel'),
      run: () => this.openPanel(run),
    };
    if (state === 'failed') {
      void showMessage('error', vscode.l10n.t('{0} failed. {1}', name, reason), [
        panel,
        showLogAction(),
      ]);
    } else if (state === 'diverged') {
      void showMessage('warning', vscode.l10n.t('{0} diverged. {1}', name, reason), [panel]);
    } else if (state === 'completed' && readSetting('gan.notifications.onCompletion')) {
      const message = vscode.l10n.t('{0} is completed: {1}.', name, stepsText(run));
      void showMessage('information', message, [panel]);
    }
  }
}
