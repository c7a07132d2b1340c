/** What editors of config files get, beside the JSON schema. */
import * as vscode from 'vscode';
import type { RunService } from '../runs/runService';
import { registerCodeLens } from './codeLens';
import type { ConfigDiagnostics } from './diagnostics';
import { registerPathCompletion } from './pathCompletion';
import { registerQuickFixes } from './quickFixes';

const CONFIG_DOCUMENTS: vscode.DocumentSelector = [
  { pattern: '**/*.gan.json' },
  { pattern: '**/*.gan.{yaml,yml}' },
];

export function registerConfigFeatures(
  runs: RunService,
  diagnostics: ConfigDiagnostics,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCodeLens(runs, CONFIG_DOCUMENTS),
    registerPathCompletion(CONFIG_DOCUMENTS),
    registerQuickFixes(diagnostics, CONFIG_DOCUMENTS),
  );
}
