/** Suggests files for `data.images`: IDX files of the workspace, and the folders on the way to others. */
import { posix } from 'node:path';
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { isConfigFile } from './workspaceConfigs';

const IDX_FILES = '**/*ubyte*';
const MAXIMUM_FOUND = 100;
/** IDX image files by the names they are published under, plain or gzipped. */
const IMAGE_FILE = /idx3[-.]ubyte(\.gz)?$/i;
const ANY_IDX_FILE = /ubyte(\.gz)?$/i;

interface TypedPath {
  readonly text: string;
  /** The whole path in the document, to be replaced. */
  readonly range: vscode.Range;
}

/** The path being typed at the cursor; undefined when the cursor is elsewhere. */
function typedPath(
  document: vscode.TextDocument,
  position: vscode.Position,
): TypedPath | undefined {
  return /\.ya?ml$/i.test(document.uri.path)
    ? typedYamlPath(document, position)
    : typedJsonPath(document, position);
}

function typedJsonPath(
  document: vscode.TextDocument,
  position: vscode.Position,
): TypedPath | undefined {
  const offset = document.offsetAt(position);
  const { isAtPropertyKey, path, previousNode } = getLocation(document.getText(), offset);
  if (isAtPropertyKey || path.join('.') !== 'data.images') return undefined;
  if (previousNode?.type !== 'string') return undefined;
  const start = previousNode.offset + 1;
  const end = previousNode.offset + previousNode.length - 1;
  if (offset < start || offset > Math.max(start, end)) return undefined;
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(Math.max(start, end)),
  );
  return { text: document.getText(new vscode.Range(range.start, position)), range };
}

function typedYamlPath(
  document: vscode.TextDocument,
  position: vscode.Position,
): TypedPath | undefined {
  const line = document.lineAt(position).text;
  const match = /^(\s+images:\s+["']?)([^"'#]*)/.exec(line);
  const start = match?.[1]?.length;
  if (match === null || start === undefined || position.character < start) return undefined;
  const end = start + (match[2]?.trimEnd().length ?? 0);
  const range = new vscode.Range(
    position.line,
    start,
    position.line,
    Math.max(end, position.character),
  );
  return { text: line.slice(start, position.character), range };
}

function item(
  path: string,
  kind: vscode.CompletionItemKind,
  rank: number,
  range: vscode.Range,
): vscode.CompletionItem {
  const completion = new vscode.CompletionItem(path, kind);
  completion.range = range;
  completion.filterText = path;
  completion.sortText = `${rank}${path}`;
  if (kind === vscode.CompletionItemKind.Folder) {
    completion.command = {
      command: 'editor.action.triggerSuggest',
      title: vscode.l10n.t('Suggest'),
    };
  }
  return completion;
}

/** IDX files anywhere in the folder of the workspace that holds the config, images first. */
async function knownFiles(
  config: vscode.Uri,
  range: vscode.Range,
  token: vscode.CancellationToken,
): Promise<vscode.CompletionItem[]> {
  const folder = vscode.workspace.getWorkspaceFolder(config);
  if (folder === undefined) return [];
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, IDX_FILES),
    '**/node_modules/**',
    MAXIMUM_FOUND,
    token,
  );
  return found
    .filter(({ path }) => ANY_IDX_FILE.test(path))
    .map(({ path }) => {
      const relative = posix.relative(posix.dirname(config.path), path);
      const rank = IMAGE_FILE.test(path) ? 0 : 2;
      return item(relative, vscode.CompletionItemKind.File, rank, range);
    });
}

/** The entries of the folder that has been typed so far. */
async function entriesOfTypedFolder(
  config: vscode.Uri,
  { text, range }: TypedPath,
): Promise<vscode.CompletionItem[]> {
  const typedFolder = text.slice(0, text.lastIndexOf('/') + 1);
  const folder = typedFolder.startsWith('/')
    ? config.with({ path: typedFolder })
    : vscode.Uri.joinPath(config, '..', typedFolder);
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([name]) => !name.startsWith('.') && name !== 'node_modules')
      .flatMap(([name, type]) => {
        if ((type & vscode.FileType.Directory) !== 0) {
          const path = `${typedFolder}${name}/`;
          return [item(path, vscode.CompletionItemKind.Folder, 3, range)];
        }
        const rank = IMAGE_FILE.test(name) ? 0 : 2;
        return ANY_IDX_FILE.test(name)
          ? [item(`${typedFolder}${name}`, vscode.CompletionItemKind.File, rank, range)]
          : [];
      });
  } catch {
    // A folder that is not there has nothing to suggest.
    return [];
  }
}

class PathCompletion implements vscode.CompletionItemProvider {
  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    if (!isConfigFile(document.uri)) return [];
    const typed = typedPath(document, position);
    if (typed === undefined) return [];
    const [entries, known] = await Promise.all([
      entriesOfTypedFolder(document.uri, typed),
      knownFiles(document.uri, typed.range, token),
    ]);
    const byLabel = new Map([...known, ...entries].map((one) => [one.label, one]));
    return [...byLabel.values()];
  }
}

export function registerPathCompletion(selector: vscode.DocumentSelector): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(selector, new PathCompletion(), '"', '/');
}
