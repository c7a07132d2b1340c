/** The "GAN" channel in the Output view. */
import * as vscode from 'vscode';

/** Where the host writes what users may want to know later. Levels are set by "Developer: Set Log Level". */
export type Log = Pick<vscode.LogOutputChannel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>;

export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('GAN', { log: true });
}
