/** Feeds one reader many inputs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, strayFiles } from './checks';
import { Dice } from './dice';
import type { Reader } from './reader';

/** Defects of one reader that are told; more of them are likely the same. */
const MAXIMUM_DEFECTS = 5;

export interface Session {
  readonly reader: Reader;
  readonly seed: number;
  /** Numbers of the inputs: from the first to before the end. */
  readonly first: number;
  readonly end: number;
  /** Called before each input. */
  readonly onInput?: (index: number) => void;
  /** Input above this many seconds are a defect. */
  readonly secondsAllowed: number;
}

export interface Defect {
  readonly index: number;
  readonly what: string;
}

export interface SessionReport {
  readonly inputs: number;
  readonly accepted: number;
  readonly slowest: { readonly index: number; readonly milliseconds: number };
  readonly defects: readonly Defect[];
}

/** The input of a number: the same for the same seed, on any machine. */
export function inputOf(reader: Reader, seed: number, index: number): Uint8Array {
  return reader.make(new Dice(seed, reader.name, index));
}

export async function runSession(session: Session): Promise<SessionReport> {
  const { reader, seed, first, end, onInput, secondsAllowed } = session;
  // A folder of its own inside another: what is written beside it shows.
  const outer = mkdtempSync(join(tmpdir(), 'gan-fuzz-'));
  const folder = join(outer, 'step-0');
  mkdirSync(folder);
  const defects: Defect[] = [];
  let accepted = 0;
  let slowest = { index: first, milliseconds: 0 };
  let index = first;
  try {
    for (; index < end && defects.length < MAXIMUM_DEFECTS; index += 1) {
      onInput?.(index);
      const input = inputOf(reader, seed, index);
      const start = performance.now();
      const verdict = await judge(reader, input, folder);
      const milliseconds = performance.now() - start;
      if (verdict.accepted) accepted += 1;
      if (milliseconds > slowest.milliseconds) slowest = { index, milliseconds };
      if (milliseconds > 1000 * secondsAllowed) {
        defects.push({ index, what: `it took ${(milliseconds / 1000).toFixed(1)} s` });
      }
      if (verdict.defect !== undefined) defects.push({ index, what: verdict.defect });
    }
    const stray = strayFiles(folder);
    if (stray.length > 0) {
      defects.push({ index, what: `something was written beside: ${stray.join(', ')}` });
    }
  } finally {
    rmSync(outer, { recursive: true, force: true });
  }
  return { inputs: index - first, accepted, slowest, defects };
}

/** Keeps an input that fails, to be looked at. Answers where. */
export function keepInput(reader: Reader, seed: number, index: number): string {
  const folder = join(tmpdir(), 'gan-fuzz-failures');
  mkdirSync(folder, { recursive: true });
  const name = reader.name.replaceAll(/[^\w.-]+/g, '-');
  const path = join(folder, `${name}-seed${seed}-input${index}`);
  writeFileSync(path, inputOf(reader, seed, index));
  return path;
}
