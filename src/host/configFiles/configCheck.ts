/** What is wrong with a config that is open in an editor. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ParsedConfig } from '../../config/parse';
import { loadLate } from '../loadLate';

/**
 * Parses and checks a document. The image file that it names is looked at too, but only where the config is trusted:
 * anyone may have written the path.
 */
export async function checkDocument(document: vscode.TextDocument): Promise<ParsedConfig> {
  const { configFormat, dataHeaderReader, parseConfig, parseConfigWithFiles, totalMemory } =
    await loadLate();
  const format = configFormat(basename(document.uri.path)) ?? 'json';
  const text = document.getText();
  if (!vscode.workspace.isTrusted || document.uri.scheme !== 'file') {
    return parseConfig(text, format);
  }
  return parseConfigWithFiles(text, format, dataHeaderReader(document.uri.fsPath), totalMemory());
}
