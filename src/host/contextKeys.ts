/** Context keys: derived from the runs, the configs and where the user is looking, in this one place. */
import type * as vscode from 'vscode';
import { isPossible, obviousTarget, type Attention } from './commands/target';
import type { WorkspaceConfigs } from './configFiles/workspaceConfigs';
import { setContextKey, type ContextKeys } from './contributions';
import { Disposable } from './disposable';
import type { RunLauncher } from './runs/runLauncher';
import type { RunService } from './runs/runService';

const UPDATE_MILLISECONDS = 50;

export class ContextKeyManager extends Disposable {
  private readonly current = new Map<keyof ContextKeys, unknown>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly service: RunService,
    private readonly launcher: RunLauncher,
    private readonly attention: () => Attention,
    private readonly configs: Pick<WorkspaceConfigs, 'scanned' | 'hasConfig'>,
    /** Anything that may change a key. */
    triggers: readonly vscode.Event<unknown>[],
  ) {
    super();
    for (const trigger of triggers) this.register(trigger(() => this.updateSoon()));
    this.register({ dispose: () => clearTimeout(this.timer) });
    this.updateSoon();
  }

  /** Takes back every key that was set. */
  async reset(): Promise<void> {
    const keys = [...this.current.keys()];
    this.current.clear();
    await Promise.all(keys.map((key) => setContextKey(key, undefined)));
  }

  private updateSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const [key, value] of Object.entries(this.derive())) {
        this.set(key as keyof ContextKeys, value as ContextKeys[keyof ContextKeys]);
      }
    }, UPDATE_MILLISECONDS);
  }

  private derive(): ContextKeys {
    const { runs } = this.service;
    const attention = this.attention();
    const { scanned, hasConfig } = this.configs;
    return {
      'gan.runState': obviousTarget(runs, attention)?.state,
      'gan.canPause': isPossible(runs, attention, 'pause'),
      'gan.canResume': isPossible(runs, attention, 'resume'),
      'gan.canStep': isPossible(runs, attention, 'step'),
      'gan.canStop': isPossible(runs, attention, 'stop') || this.launcher.launches.length > 0,
      'gan.canEdit': isPossible(runs, attention, 'edit'),
      'gan.canSave': isPossible(runs, attention, 'save'),
      'gan.hasRuns': runs.length > 0,
      'gan.hasConfig': hasConfig,
      'gan.scanned': scanned && this.service.hasScanned,
      'gan.panelActive': attention.inPanel !== undefined,
    };
  }

  private set(key: keyof ContextKeys, value: ContextKeys[keyof ContextKeys]): void {
    if (this.current.has(key) && this.current.get(key) === value) return;
    this.current.set(key, value);
    void setContextKey(key, value);
  }
}
