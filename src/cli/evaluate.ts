/** `gan evaluate`: what was asked, and the table of what came of it. */
import { relative, resolve } from 'node:path';
import { METRIC_FAMILIES } from '../config/evaluationSchema';
import { formatCount } from '../config/formatCount';
import {
  EVALUATION_SAMPLES,
  type EvaluatedRun,
  type EvaluationRequest,
  type EvaluationRow,
  type ParzenCurve,
  QUANTITY_NAMES,
  REQUESTED_FAMILIES,
} from '../protocol/evaluationModel';
import { shortName } from '../config/shortName';
import { formatNumber } from './format';
import { wholeNumber } from './numbers';
import { formatTable } from './table';
import { UsageError } from './usageError';

export interface EvaluateOptions {
  readonly samples?: string;
  readonly metrics?: string;
  readonly step?: string;
  readonly testImages?: string;
  readonly json?: true;
}

export const FAMILY_NAMES: readonly string[] = [...METRIC_FAMILIES, ...REQUESTED_FAMILIES];

type Families = Exclude<EvaluationRequest['families'], 'auto'>;

function familiesOf(text: string): EvaluationRequest['families'] {
  if (text === 'auto') return 'auto';
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !FAMILY_NAMES.includes(name));
  if (unknown === undefined) return names as unknown as Families;
  throw new UsageError(
    `--metrics knows no "${shortName(unknown)}". It takes auto, or some of ${FAMILY_NAMES.join(', ')}, with commas between.`,
  );
}

/** @throws UsageError */
export function evaluationRequest(given: EvaluateOptions): EvaluationRequest {
  const { least, most, preset } = EVALUATION_SAMPLES;
  const { samples = String(preset), metrics = 'auto', step, testImages } = given;
  return {
    samples: wholeNumber('samples', samples, least, most),
    families: familiesOf(metrics),
    ...(step !== undefined && { step: wholeNumber('step', step, 0, Infinity) }),
    ...(testImages !== undefined && { testImages: resolve(testImages) }),
  };
}

/** Small numbers keep the digits that count. */
function formatValue(value: number | null): string {
  if (value === null) return '–';
  if (Math.abs(value) >= 1000) return formatNumber(value);
  return value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
}

function formatReal({ realMean, realDeviation }: EvaluationRow): string {
  if (realMean === null) return '–';
  const deviation = realDeviation === null ? '' : ` ± ${formatValue(realDeviation)}`;
  return `${formatValue(realMean)}${deviation}`;
}

/** Standard deviations away from what real samples get. */
function formatScore({ value, realMean, realDeviation }: EvaluationRow): string {
  if (value === null || realMean === null) return '–';
  const score = (value - realMean) / (realDeviation ?? 0);
  if (!Number.isFinite(score)) return '–';
  const text = Math.abs(score) < 10 ? score.toFixed(1) : formatCount(Math.round(score));
  return score > 0 ? `+${text}` : text;
}

function cells(row: EvaluationRow): string[] {
  const names: Readonly<Record<string, string>> = QUANTITY_NAMES;
  return [
    names[row.metric] ?? row.metric,
    formatValue(row.value),
    formatReal(row),
    formatScore(row),
    row.unit === '' ? '–' : row.unit,
  ];
}

/** Rows that can stand in one table: of as many samples in the same features. */
function groupsOf(rows: readonly EvaluationRow[]): [title: string, rows: EvaluationRow[]][] {
  const groups = new Map<string, EvaluationRow[]>();
  for (const row of rows) {
    const title = `${formatCount(row.samples)} generated samples, by ${row.features}`;
    const known = groups.get(title);
    if (known === undefined) groups.set(title, [row]);
    else known.push(row);
  }
  return [...groups];
}

function describeCurve({ sigmas, validation, standardError, testSamples }: ParzenCurve): string {
  const lines = formatTable([
    ['  σ', 'VALIDATION, NATS'],
    ...sigmas.map((sigma, i) => [
      `  ${sigma.toFixed(3)}`,
      formatCount(Math.round(validation[i] ?? NaN)),
    ]),
  ]);
  const error = formatNumber(standardError);
  return `Parzen log-likelihood: mean of ${formatCount(testSamples)} test samples, ± ${error} nats (standard error of the mean)\n${lines}`;
}

/** The tables, one below the other. */
export function describeEvaluation({ rows, parzen }: EvaluatedRun): string {
  const header = ['METRIC', 'VALUE', 'REAL DATA', 'SCORE', 'UNIT'];
  // One table, so that the columns of all groups stand below each other.
  const groups = groupsOf(rows);
  const lines = formatTable([header, ...groups.flatMap(([, own]) => own.map(cells))]).split('\n');
  const [head = '', ...rest] = lines;
  let next = 0;
  const parts = groups.map(([title, own]) => {
    const from = next;
    next += own.length;
    return [title, head, ...rest.slice(from, next)].join('\n');
  });
  if (parzen !== undefined) parts.push(describeCurve(parzen));
  return parts.join('\n\n');
}

export function describeWhere(runDirectory: string, { step, rows }: EvaluatedRun): string {
  const network = rows[0]?.network === 'generatorEma' ? 'averaged generator' : 'generator';
  return `Step ${formatCount(step)}, ${network}; added to the evaluations of ${relative('.', runDirectory)}.`;
}
