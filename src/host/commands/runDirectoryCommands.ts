/** Open Panel, Reveal Run Directory, Copy Run Path and Delete Run. */
import * as vscode from 'vscode';
import { LINKED_CARDS, type LinkedCard } from '../../protocol/theoryProtocol';
import { COMMANDS, OPEN_SELECTED_RUN } from '../contributions';
import { UserError } from '../errors';
import type { Log } from '../log';
import type { Run } from '../runs/run';
import { formatCount, startedText } from '../runs/runPresentation';
import type { RunService } from '../runs/runService';
import { reveal } from './reveal';
import { FORGOTTEN_ROW, type CommandRegistry } from './registry';
import type { Targets } from './target';

async function confirmed(message: string, detail: string, button: string): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail },
    { title: button },
  );
  return answer !== undefined;
}

/** To the trash; for good, after another question, where there is none (as on many remote machines). */
async function deleteRun(
  run: Run,
  endEvaluation: RunDirectoryServices['endEvaluation'],
  log: Log,
): Promise<void> {
  const question = vscode.l10n.t('Delete {0}?', run.record.name);
  const directory = vscode.Uri.file(run.directory);
  const sure = await confirmed(
    question,
    vscode.l10n.t(
      'Step {0} of {1}, started {2}. Metrics, samples, checkpoints and saved models are moved to the trash.',
      formatCount(run.progress.step),
      formatCount(run.progress.steps),
      startedText(run),
    ),
    vscode.l10n.t('Move to Trash'),
  );
  if (!sure) return;
  requireEnded(run);
  await endEvaluation(run);
  try {
    await vscode.workspace.fs.delete(directory, { recursive: true, useTrash: true });
  } catch (error) {
    log.warn(`${run.directory} could not be moved to the trash.`, error);
    const forGood = await confirmed(
      question,
      vscode.l10n.t('There is no trash on this machine. The run would be gone for good.'),
      vscode.l10n.t('Delete Permanently'),
    );
    if (!forGood) return;
    requireEnded(run);
    await vscode.workspace.fs.delete(directory, { recursive: true });
  }
}

/** It may have been resumed while a question was on screen. */
function requireEnded(run: Run): void {
  if (!run.live) return;
  throw new UserError(vscode.l10n.t('{0} is live. Stop it before you delete it.', run.record.name));
}

/** The theory pages ask for a card of the panel, of whichever run. */
function cardIn(argument: unknown): LinkedCard | undefined {
  if (typeof argument !== 'object' || argument === null || !('card' in argument)) return undefined;
  return LINKED_CARDS.find((card) => card === argument.card);
}

interface RunDirectoryServices {
  readonly runs: RunService;
  /** The run selected in the Runs view. */
  readonly selectedRun: () => Promise<Run | undefined>;
  /** @param card the one to lead to */
  readonly openPanel: (run: Run, card?: LinkedCard) => Promise<void>;
  /** Gives up a thorough evaluation of the run that is under way; resolves when it has ended. */
  readonly endEvaluation: (run: Run) => Promise<void>;
  readonly log: Log;
}

export function registerRunDirectoryCommands(
  registry: CommandRegistry,
  targets: Targets,
  { runs, selectedRun, openPanel, endEvaluation, log }: RunDirectoryServices,
): void {
  registry.add(COMMANDS.openPanel, vscode.l10n.t('Opening the panel'), async (argument) => {
    await openPanel(await targets.resolve(argument, vscode.l10n.t('Open Panel')), cardIn(argument));
  });
  registry.add(OPEN_SELECTED_RUN, vscode.l10n.t('Opening the panel'), async () => {
    const run = await selectedRun();
    await openPanel(await targets.resolve(run ?? FORGOTTEN_ROW, vscode.l10n.t('Open Panel')));
  });
  registry.add(
    COMMANDS.revealRunDirectory,
    vscode.l10n.t('Revealing the run directory'),
    async (argument) => {
      const run = await targets.resolve(argument, vscode.l10n.t('Reveal Run Directory'));
      await reveal(run.directory);
    },
  );
  registry.add(COMMANDS.copyRunPath, vscode.l10n.t('Copying the path'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Copy Run Path'));
    await vscode.env.clipboard.writeText(run.directory);
  });
  registry.add(COMMANDS.deleteRun, vscode.l10n.t('Deleting the run'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Delete Run'), 'delete');
    requireEnded(run);
    await deleteRun(run, endEvaluation, log);
    await runs.scan({ full: true });
  });
}
