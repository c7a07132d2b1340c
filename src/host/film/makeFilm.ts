/** Makes a film of the kept pictures of a run, in its folder of exports: whole or not at all. */
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { formatCount } from '../../config/formatCount';
import type { Colour, Raster } from '../../dataFiles/images/raster';
import { tileCorner, type TileGrid, tileGrid } from '../../protocol/sampleGrid';
import { samplesFile } from '../../runs/layout';
import { requireOwnFiles } from '../../runs/ownFiles';
import { replaceFile, temporaryPath } from '../../runs/replaceFile';
import { filmPath } from './filmPath';
import type { FilmJob, MadeFilm } from './filmProtocol';
import { copyRectangle, plainRaster, readFrame, spacedSteps } from './frames';
import { Gif } from './gif';
import { drawStep, LABEL_HEIGHT, LABEL_MARGIN, labelWidth } from './stepLabel';

/** A longer film has more megabytes than anybody sends, and is over before it can be looked at. */
const MOST_GIF_FRAMES = 200;
const MOST_SHEET_ROWS = 24;
const MOST_SHEET_COLUMNS = 10;
const SHEET_GAP = 4;

const INK: Colour = [235, 235, 235];
const PAPER: Colour = [30, 30, 30];

type Progress = (done: number, total: number) => void;

/** @throws Error when a picture cannot be read, or the film not written */
export async function makeFilm(job: FilmJob, onProgress: Progress): Promise<MadeFilm> {
  await requireOwnFiles(job.runDirectory);
  const path = filmPath(job.runDirectory, job.format, job.steps.at(-1) ?? 0);
  if (job.format === 'frames') {
    await copyFrames(job, path, onProgress);
    return { path, steps: job.steps.length };
  }
  const make = job.format === 'gif' ? makeGif : makeSheet;
  const { bytes, steps } = await make(job, onProgress);
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, bytes);
  return { path, steps };
}

interface Encoded {
  readonly bytes: Uint8Array;
  readonly steps: number;
}

function kindOf({ sampleShape }: FilmJob): 'tiles' | 'density' {
  return sampleShape.length > 1 ? 'tiles' : 'density';
}

async function makeGif(job: FilmJob, onProgress: Progress): Promise<Encoded> {
  const steps = spacedSteps(job.steps, MOST_GIF_FRAMES);
  const gif = new Gif();
  let frame: Raster | undefined;
  for (const [i, step] of steps.entries()) {
    const picture = await readFrame(job.runDirectory, step, kindOf(job));
    frame = labelled(picture, step, frame);
    gif.add(frame, i === steps.length - 1);
    onProgress(i + 1, steps.length);
  }
  return { bytes: gif.finish(), steps: steps.length };
}

/** The picture with its step below it; of the size of the frame before, as all frames of a GIF are. */
function labelled(picture: Raster, step: number, before: Raster | undefined): Raster {
  const footer = LABEL_HEIGHT + 2 * LABEL_MARGIN;
  const width = before?.width ?? Math.max(picture.width, labelWidth(step) + 2 * LABEL_MARGIN);
  const height = before?.height ?? picture.height + footer;
  const frame = plainRaster(width, height, PAPER);
  copyRectangle(picture, { x: 0, y: 0, width, height: height - footer }, frame, { x: 0, y: 0 });
  drawStep(frame, step, LABEL_MARGIN, height - LABEL_HEIGHT - LABEL_MARGIN, INK);
  return frame;
}

/** A row for each step, the same first samples of the grid in each, the step before them. */
async function makeSheet(job: FilmJob, onProgress: Progress): Promise<Encoded> {
  const steps = spacedSteps(job.steps, MOST_SHEET_ROWS);
  const margin = Math.max(...steps.map(labelWidth)) + 2 * LABEL_MARGIN;
  let sheet: Raster | undefined;
  for (const [row, step] of steps.entries()) {
    const picture = await readFrame(job.runDirectory, step, 'tiles');
    const grid = tileGrid(picture, job.sampleShape);
    if (grid === undefined)
      throw new Error(`The picture of step ${formatCount(step)} is no grid of samples.`);
    sheet ??= emptySheet(grid, steps.length, margin);
    const top = row * (rowHeight(grid) + SHEET_GAP);
    placeRow(picture, grid, sheet, { x: margin, y: top });
    const middle = top + ((rowHeight(grid) - LABEL_HEIGHT) >> 1);
    drawStep(sheet, step, margin - LABEL_MARGIN - labelWidth(step), middle, INK);
    onProgress(row + 1, steps.length);
  }
  if (sheet === undefined) throw new Error('There are no pictures.');
  return { bytes: encode(sheet), steps: steps.length };
}

function sheetColumns({ columns }: TileGrid): number {
  return Math.min(columns, MOST_SHEET_COLUMNS);
}

function rowHeight({ tileHeight }: TileGrid): number {
  return Math.max(tileHeight, LABEL_HEIGHT);
}

function emptySheet(grid: TileGrid, rows: number, margin: number): Raster {
  const width = margin + sheetColumns(grid) * (grid.tileWidth + SHEET_GAP) - SHEET_GAP;
  const height = rows * (rowHeight(grid) + SHEET_GAP) - SHEET_GAP;
  return plainRaster(width, height, PAPER);
}

function placeRow(
  picture: Raster,
  grid: TileGrid,
  sheet: Raster,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const { tileWidth: width, tileHeight: height } = grid;
  for (let tile = 0; tile < sheetColumns(grid); tile += 1) {
    const target = { x: x + tile * (width + SHEET_GAP), y };
    copyRectangle(picture, { ...tileCorner(grid, tile), width, height }, sheet, target);
  }
}

async function copyFrames(
  { runDirectory, steps }: FilmJob,
  folder: string,
  onProgress: Progress,
): Promise<void> {
  const temporary = temporaryPath(folder);
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    for (const [i, step] of steps.entries()) {
      const picture = samplesFile(runDirectory, step);
      await copyFile(picture, join(temporary, basename(picture)));
      onProgress(i + 1, steps.length);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
