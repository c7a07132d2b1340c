/** Suggests files for the paths of the data section: those of the workspace, and the folders on the way to others. */
import { posix } from 'node:path';
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { isConfigFile } from './workspaceConfigs';

const MAXIMUM_FOUND = 100;

/** What a field of the data section may name. */
interface Wanted {
  /** For the search through the workspace. */
  readonly glob: string;
  /** Names that fit; those that fit `first` too are suggested before the others. */
  readonly names: RegExp;
  readonly first?: RegExp;
}

const IDX_FILES = { glob: '**/*ubyte*', names: /ubyte(\.gz)?$/i };

/** By the field of the data section. IDX files go by the names they are published under. */
const WANTED: Readonly<Record<string, Wanted>> = {
  images: { ...IDX_FILES, first: /idx3[-.]ubyte(\.gz)?$/i },
  labels: { ...IDX_FILES, first: /idx1[-.]ubyte(\.gz)?$/i },
  files: { glob: '**/*.bin', names: /\.bin$/i },
  file: {
    glob: '**/*.{csv,tsv,npy,npz,csv.gz,tsv.gz,txt}',
    names: /\.((csv|tsv|txt)(\.gz)?|npy|npz)$/i,
    first: /\.(([ct]sv)(\.gz)?|npy|npz)$/i,
  },
  path: { glob: '**/*.zip', names: /\.zip$/i },
  list: { glob: '**/*.txt', names: /\.txt$/i },
};

interface TypedPath {
  readonly wanted: Wanted;
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
  const wanted = path[0] === 'data' ? wantedAt(path.slice(1)) : undefined;
  if (isAtPropertyKey || wanted === undefined) return undefined;
  if (previousNode?.type !== 'string') return undefined;
  const start = previousNode.offset + 1;
  const end = previousNode.offset + previousNode.length - 1;
  if (offset < start || offset > Math.max(start, end)) return undefined;
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(Math.max(start, end)),
  );
  return { wanted, text: document.getText(new vscode.Range(range.start, position)), range };
}

/** The field itself, or an entry of the list of `files`. */
function wantedAt([field = '', ...rest]: readonly (string | number)[]): Wanted | undefined {
  const fits = field === 'files' ? rest.length === 1 : rest.length === 0;
  return fits ? WANTED[field] : undefined;
}

/** The field that an entry `- …` of a YAML list belongs to: that of the nearest line above that is no entry. */
function fieldOfEntry(document: vscode.TextDocument, line: number): string | undefined {
  for (let above = line - 1; above >= 0; above -= 1) {
    const { text } = document.lineAt(above);
    if (!/^\s*-\s/.test(text)) return /^\s+(\w+):\s*$/.exec(text)?.[1];
  }
  return undefined;
}

function typedYamlPath(
  document: vscode.TextDocument,
  position: vscode.Position,
): TypedPath | undefined {
  const line = document.lineAt(position).text;
  const match = /^(\s+(?:(\w+):|-)\s+["']?)([^"'#]*)/.exec(line);
  const start = match?.[1]?.length;
  if (match === null || start === undefined || position.character < start) return undefined;
  const field = match[2] ?? fieldOfEntry(document, position.line) ?? '';
  // A list of paths is that of `files`, and nothing else is one.
  const wanted = (match[2] === undefined) === (field === 'files') ? WANTED[field] : undefined;
  if (wanted === undefined) return undefined;
  const end = start + (match[3]?.trimEnd().length ?? 0);
  const range = new vscode.Range(
    position.line,
    start,
    position.line,
    Math.max(end, position.character),
  );
  return { wanted, text: line.slice(start, position.character), range };
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

function rankOf(name: string, { first }: Wanted): number {
  return first?.test(name) === true ? 0 : 2;
}

/** Fitting files anywhere in the folder of the workspace that holds the config. */
async function knownFiles(
  config: vscode.Uri,
  { wanted, range }: TypedPath,
  token: vscode.CancellationToken,
): Promise<vscode.CompletionItem[]> {
  const folder = vscode.workspace.getWorkspaceFolder(config);
  if (folder === undefined) return [];
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, wanted.glob),
    '**/node_modules/**',
    MAXIMUM_FOUND,
    token,
  );
  return found
    .filter(({ path }) => wanted.names.test(path))
    .map(({ path }) => {
      const relative = posix.relative(posix.dirname(config.path), path);
      return item(relative, vscode.CompletionItemKind.File, rankOf(path, wanted), range);
    });
}

/** The entries of the folder that has been typed so far. */
async function entriesOfTypedFolder(
  config: vscode.Uri,
  { wanted, text, range }: TypedPath,
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
        const kind = vscode.CompletionItemKind.File;
        return wanted.names.test(name)
          ? [item(`${typedFolder}${name}`, kind, rankOf(name, wanted), range)]
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
      knownFiles(document.uri, typed, token),
    ]);
    const byLabel = new Map([...known, ...entries].map((one) => [one.label, one]));
    return [...byLabel.values()];
  }
}

export function registerPathCompletion(selector: vscode.DocumentSelector): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(selector, new PathCompletion(), '"', '/');
}
