/** Train and Open Last Run, above the first line of a config. */
import * as vscode from 'vscode';
import { COMMANDS, readSetting } from '../contributions';
import { Disposable } from '../disposable';
import type { Run } from '../runs/run';
import { runDescription } from '../runs/runPresentation';
import type { RunService } from '../runs/runService';
import { isConfigFile } from './workspaceConfigs';

/** The newest run that was started from a config. */
function lastRun(service: RunService, config: vscode.Uri): Run | undefined {
  return service.runs.find(({ record }) => record.configPath === config.fsPath);
}

class ConfigCodeLens extends Disposable implements vscode.CodeLensProvider {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly service: RunService,
    selector: vscode.DocumentSelector,
  ) {
    super();
    this.register(vscode.languages.registerCodeLensProvider(selector, this));
    // Only which runs there are counts, not how far they have come: no lens is drawn again while a run goes on.
    this.register(service.onDidChangeRuns(() => this.changed.fire()));
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('gan.codeLens.enabled')) this.changed.fire();
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!isConfigFile(document.uri) || !readSetting('gan.codeLens.enabled')) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lenses = [
      new vscode.CodeLens(top, {
        command: COMMANDS.train,
        title: `$(play) ${vscode.l10n.t('Train')}`,
        arguments: [document.uri],
      }),
    ];
    const run = lastRun(this.service, document.uri);
    if (run !== undefined) {
      lenses.push(
        new vscode.CodeLens(top, {
          command: COMMANDS.openPanel,
          title: `$(graph-line) ${vscode.l10n.t('Open Last Run')}`,
          tooltip: runDescription(run),
          arguments: [run.directory],
        }),
      );
    }
    return lenses;
  }
}

export function registerCodeLens(
  service: RunService,
  selector: vscode.DocumentSelector,
): Disposable {
  return new ConfigCodeLens(service, selector);
}
