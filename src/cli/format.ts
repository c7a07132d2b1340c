/** How the terminal writes numbers and commands. */
import { basename, relative } from 'node:path';
import { formatCount } from '../config/formatCount';

/**
 * Text from a file or another process as it may stand on a terminal: what would steer the terminal, or turn the
 * direction of writing, is shown as an escape.
 */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Three digits that count. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 1000 ? formatCount(Math.round(value)) : value.toPrecision(3);
}

/** `1 h 02 min`, `3 min 20 s`, `12 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(minutes % 60)} min`;
  return whole >= 60 ? `${minutes} min ${two(whole % 60)} s` : `${whole} s`;
}

/** This program with other arguments, ready to be typed. */
export function formatCommand(...args: readonly string[]): string {
  const script = process.argv[1] ?? 'gan';
  const program = basename(script) === 'gan' ? 'gan' : `node ${quote(relative('.', script))}`;
  return [program, ...args.map(quote)].join(' ');
}

function quote(word: string): string {
  return /^[\w./\\:@%+=-]+$/.test(word) ? word : `"${word}"`;
}
