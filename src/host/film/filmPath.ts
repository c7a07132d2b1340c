import { join } from 'node:path';
import { runFile, stepName } from '../../runs/layout';
import type { FilmFormat } from './filmProtocol';

const NAMES: Readonly<Record<FilmFormat, { readonly name: string; readonly extension: string }>> = {
  gif: { name: 'film', extension: '.gif' },
  sheet: { name: 'sheet', extension: '.png' },
  frames: { name: 'frames', extension: '' },
};

/** Where a film of the pictures up to a step lies: in the run's folder of exports. */
export function filmPath(runDirectory: string, format: FilmFormat, lastStep: number): string {
  const { name, extension } = NAMES[format];
  return join(runFile(runDirectory, 'exports'), `${name}-${stepName(lastStep)}${extension}`);
}
