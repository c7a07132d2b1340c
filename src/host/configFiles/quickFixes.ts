/** Quick fixes for misspelt words in configs, whoever has reported them. */
import * as vscode from 'vscode';
import type { ConfigProblem } from '../../config/problems';
import type { ConfigDiagnostics } from './diagnostics';

/** The range inside the quotes, if the word stands in quotes. */
function wordRange(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  const text = document.getText(range);
  const quoted = /^(["']).*\1$/s.test(text) && text.length >= 2;
  return quoted ? new vscode.Range(range.start.translate(0, 1), range.end.translate(0, -1)) : range;
}

class SpellingFixes implements vscode.CodeActionProvider {
  constructor(private readonly diagnostics: ConfigDiagnostics) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return this.diagnostics.problemsOf(document).flatMap((problem) => {
      const fix = this.fix(document, problem, context);
      return fix !== undefined && fix.at.intersection(range) !== undefined ? [fix.action] : [];
    });
  }

  private fix(
    document: vscode.TextDocument,
    problem: ConfigProblem,
    context: vscode.CodeActionContext,
  ): { readonly action: vscode.CodeAction; readonly at: vscode.Range } | undefined {
    const { suggestion, offset, length } = problem;
    if (suggestion === undefined) return undefined;
    const at = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    const action = new vscode.CodeAction(
      vscode.l10n.t('Change to {0}', suggestion),
      vscode.CodeActionKind.QuickFix,
    );
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, wordRange(document, at), suggestion);
    action.diagnostics = context.diagnostics.filter(
      (diagnostic) => diagnostic.range.intersection(at) !== undefined,
    );
    action.isPreferred = true;
    return { action, at };
  }
}

export function registerQuickFixes(
  diagnostics: ConfigDiagnostics,
  selector: vscode.DocumentSelector,
): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(selector, new SpellingFixes(diagnostics), {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
