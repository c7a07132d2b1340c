/** Export Film: asks in which form, makes it with progress, and shows where it lies. */
import * as vscode from 'vscode';
import { describeCause } from '../../runs/fileSystemCause';
import { listSampleSteps } from '../../runs/samples';
import { offerToReveal } from '../commands/reveal';
import { UserError } from '../errors';
import type { Log } from '../log';
import type { Run } from '../runs/run';
import { formatCount } from '../runs/runPresentation';
import type { FilmFormat, FilmJob, MadeFilm } from './filmProtocol';
import { filmPath } from './filmPath';
import { makeInThread } from './filmThread';

interface FormatItem extends vscode.QuickPickItem {
  readonly format: FilmFormat;
}

async function chooseFormat(steps: number, isImages: boolean): Promise<FilmFormat | undefined> {
  const items: FormatItem[] = [
    {
      format: 'gif',
      label: vscode.l10n.t('$(device-camera-video) Animated GIF'),
      detail: vscode.l10n.t(
        'The kept pictures one after the other, at most 200 of them, with their steps.',
      ),
    },
    {
      format: 'sheet',
      label: vscode.l10n.t('$(layout) Sheet (PNG)'),
      detail: vscode.l10n.t('A row for each kept step, at most 24: the first samples of the grid.'),
    },
    {
      format: 'frames',
      label: vscode.l10n.t('$(files) All pictures (PNG files)'),
      detail: vscode.l10n.t('Copies of the pictures of all kept steps in a folder.'),
    },
  ];
  const chosen = await vscode.window.showQuickPick(
    items.filter(({ format }) => isImages || format !== 'sheet'),
    {
      title: vscode.l10n.t('Export Film'),
      placeHolder: vscode.l10n.t('Form of the film of {0} kept steps', formatCount(steps)),
    },
  );
  return chosen?.format;
}

function made({ steps, path }: MadeFilm, all: number, run: Run): string {
  const relative = vscode.workspace.asRelativePath(path);
  return steps === all
    ? vscode.l10n.t(
        '{0}: {1} kept steps exported to {2}.',
        run.record.name,
        formatCount(steps),
        relative,
      )
    : vscode.l10n.t(
        '{0}: {1} of {2} kept steps, evenly spaced, exported to {3}.',
        ...([run.record.name, formatCount(steps), formatCount(all), relative] as const),
      );
}

/** @throws UserError when there is nothing to export, or it cannot be written */
export async function exportFilm(run: Run, scriptPath: string, log: Log): Promise<void> {
  const steps = await listSampleSteps(run.directory);
  const lastStep = steps.at(-1);
  if (lastStep === undefined) {
    throw new UserError(
      vscode.l10n.t(
        '{0} has kept no pictures yet: the first comes with the first evaluation.',
        run.record.name,
      ),
    );
  }
  const sampleShape = run.record.data?.sampleShape ?? [];
  const format = await chooseFormat(steps.length, sampleShape.length > 1);
  if (format === undefined) return;
  const job: FilmJob = { runDirectory: run.directory, format, steps, sampleShape };
  const film = await onlyOnce(filmPath(run.directory, format, lastStep), (path) =>
    withProgress(job, scriptPath, path),
  );
  if (film === undefined) return;
  log.info(`${run.record.name}: film of ${film.steps} steps in ${film.path}`);
  await offerToReveal(made(film, steps.length, run), film.path);
}

/** Paths of films that are being made. */
const underway = new Set<string>();

/** @throws UserError when that film is being made already: two would write the same file */
async function onlyOnce<T>(path: string, make: (path: string) => Promise<T>): Promise<T> {
  if (underway.has(path)) {
    throw new UserError(vscode.l10n.t('This film is being exported already.'));
  }
  underway.add(path);
  try {
    return await make(path);
  } finally {
    underway.delete(path);
  }
}

async function withProgress(
  job: FilmJob,
  scriptPath: string,
  path: string,
): Promise<MadeFilm | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting film'),
      cancellable: true,
    },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      try {
        return await makeInThread(job, {
          ...{ scriptPath, path, signal: controller.signal },
          onProgress: (done, total) => {
            const share = (100 * done) / total;
            const message = vscode.l10n.t('{0} of {1}', formatCount(done), formatCount(total));
            progress.report({ increment: share - shown, message });
            shown = share;
          },
        });
      } catch (error) {
        throw new UserError(
          vscode.l10n.t('The film could not be exported. {0}.', describeCause(error)),
          { cause: error },
        );
      }
    },
  );
}
