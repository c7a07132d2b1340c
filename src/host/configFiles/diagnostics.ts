/**
 * Squiggles in config files. The JSON schema speaks first: VS Code checks it by itself (and the YAML extension, where
 * installed). Of our own problems those are shown that nobody else has marked: what spans several fields, what the
 * image file says, and everything where no schema is checked.
 */
import * as vscode from 'vscode';
import type { ConfigProblem } from '../../config/problems';
import { Disposable } from '../disposable';
import type { Log } from '../log';
import { checkDocument } from './configCheck';
import { isConfigFile } from './workspaceConfigs';

const SOURCE = 'GAN';
/** A little later than the JSON language server, so that nothing is shown twice in between. */
const DEBOUNCE_MILLISECONDS = 500;

/** A problem as VS Code shows it. */
export function toDiagnostic(
  document: Pick<vscode.TextDocument, 'positionAt'>,
  problem: ConfigProblem,
): vscode.Diagnostic {
  const range = new vscode.Range(
    document.positionAt(problem.offset),
    document.positionAt(problem.offset + problem.length),
  );
  const severity =
    problem.severity === 'error'
      ? vscode.DiagnosticSeverity.Error
      : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
  diagnostic.source = SOURCE;
  return diagnostic;
}

/** Whether some other source has marked the line that a problem begins on. */
function isReported(problem: vscode.Diagnostic, others: readonly vscode.Diagnostic[]): boolean {
  return others.some(({ range }) => range.start.line === problem.range.start.line);
}

/** The problems of open configs, kept up to date while they are edited. */
export class ConfigDiagnostics extends Disposable {
  private readonly collection = this.register(vscode.languages.createDiagnosticCollection('gan'));
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Everything found in each document, also what another source reports. */
  private readonly found = new Map<string, readonly ConfigProblem[]>();

  constructor(private readonly log: Log) {
    super();
    const { workspace } = vscode;
    this.register(workspace.onDidOpenTextDocument((document) => this.checkSoon(document, 0)));
    this.register(workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)));
    this.register(workspace.onDidSaveTextDocument((document) => this.checkSoon(document, 0)));
    this.register(workspace.onDidCloseTextDocument((document) => this.forget(document)));
    this.register(workspace.onDidGrantWorkspaceTrust(() => this.checkAll()));
    this.register(vscode.languages.onDidChangeDiagnostics(({ uris }) => this.othersChanged(uris)));
    this.register({ dispose: () => this.timers.forEach((timer) => clearTimeout(timer)) });
    this.checkAll();
  }

  /** What is wrong with an open document, by the last check. */
  problemsOf(document: vscode.TextDocument): readonly ConfigProblem[] {
    return this.found.get(document.uri.toString()) ?? [];
  }

  /** Checks now and shows what was found. */
  async check(document: vscode.TextDocument): Promise<readonly ConfigProblem[]> {
    const { version } = document;
    const { problems } = await checkDocument(document);
    // A newer text is checked by itself.
    if (this.isDisposed || document.isClosed || document.version !== version) return problems;
    this.found.set(document.uri.toString(), problems);
    this.show(document);
    return problems;
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.checkSoon(document, 0);
  }

  private checkSoon(document: vscode.TextDocument, delay = DEBOUNCE_MILLISECONDS): void {
    if (!isConfigFile(document.uri)) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        this.check(document).catch((error: unknown) =>
          this.log.error(`Checking ${document.fileName} failed.`, error),
        );
      }, delay),
    );
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.found.delete(key);
    this.collection.delete(document.uri);
  }

  private othersChanged(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      if (!this.found.has(uri.toString())) continue;
      const document = vscode.workspace.textDocuments.find(
        (open) => open.uri.toString() === uri.toString(),
      );
      if (document !== undefined) this.show(document);
    }
  }

  private show(document: vscode.TextDocument): void {
    const others = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source !== SOURCE);
    const shown = this.problemsOf(document)
      .map((problem) => toDiagnostic(document, problem))
      .filter((diagnostic) => !isReported(diagnostic, others));
    if (sameDiagnostics(shown, this.collection.get(document.uri) ?? [])) return;
    this.collection.set(document.uri, shown);
  }
}

/** Setting the same again would come back as a change, for ever. */
function sameDiagnostics(
  a: readonly vscode.Diagnostic[],
  b: readonly vscode.Diagnostic[],
): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other?.message === one.message && other.range.isEqual(one.range);
    })
  );
}
