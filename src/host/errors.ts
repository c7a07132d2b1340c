/** What users are told when something fails. */
import * as vscode from 'vscode';
import { COMMANDS } from './contributions';
import type { Log } from './log';

/** A button of a message. */
export interface MessageAction {
  readonly title: string;
  readonly run: () => unknown;
}

/**
 * The only error whose text reaches a message: what failed, why, and what to do, in the user's language.
 * `actions` become buttons.
 */
export class UserError extends Error {
  readonly actions: readonly MessageAction[];

  constructor(
    message: string,
    options: { readonly actions?: readonly MessageAction[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.actions = options.actions ?? [];
  }
}

/** Text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Shows a message with buttons, and does what the button says. */
export async function showMessage(
  kind: 'error' | 'warning' | 'information',
  message: string,
  actions: readonly MessageAction[] = [],
): Promise<void> {
  const show = {
    error: vscode.window.showErrorMessage,
    warning: vscode.window.showWarningMessage,
    information: vscode.window.showInformationMessage,
  }[kind];
  const items = actions.map((action) => ({ title: action.title, action }));
  const chosen = await show(message, ...items);
  await chosen?.action.run();
}

export function showLogAction(): MessageAction {
  return {
    title: vscode.l10n.t('Show Log'),
    run: () => vscode.commands.executeCommand(COMMANDS.showLog),
  };
}

/**
 * Tells the user about a failure of `what`, such as "Saving the model". A `UserError` speaks for itself; of anything
 * else one sentence is shown and the rest is logged. Cancelling is not a failure.
 */
export async function reportError(error: unknown, what: string, log: Log): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  if (error instanceof UserError) {
    const { cause } = error;
    const isTold = cause === undefined || error.message.includes(messageOf(cause));
    log.warn(error.message, ...(isTold ? [] : [cause]));
    await showMessage('error', error.message, error.actions);
    return;
  }
  log.error(what, error);
  await showMessage('error', vscode.l10n.t('{0} failed: {1}', what, messageOf(error)), [
    showLogAction(),
  ]);
}
