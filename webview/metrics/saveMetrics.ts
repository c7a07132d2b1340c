/** The metrics as files: a picture of the table as it is on screen, and every value of every step. */
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import { axisFont, textMeasure } from '../charts/chartOptions';
import type { PanelContext } from '../context';
import { saveCsv } from '../export/files';
import type { Pen } from '../export/pen';
import type { Picture } from '../export/pictures';
import { withAlpha, type PanelTheme } from '../theme';
import { captionOf, rowOf, type Group } from './rows';
import { courseOf, HEIGHT as COURSE_HEIGHT, WIDTH as COURSE_WIDTH } from './sparkline';
import { strings } from './strings';

/** The course comes last. */
const COLUMNS = ['metric', 'value', 'real', 'score', 'unit'] as const;
/** Columns of numbers stand to the right. */
const NUMBERS: readonly string[] = ['value', 'real', 'score'];
const ROW = 30;
const GAP = 18;
const MARGIN = 12;

/** A line of the picture: a caption across it, or cells with a course. */
type Line =
  | { readonly caption: string }
  | { readonly cells: readonly string[]; readonly series?: EvaluationSeries };

function linesOf(groups: readonly Group[], at: number | undefined): Line[] {
  return [
    { cells: COLUMNS.map((column) => strings.columns[column]) },
    ...groups.flatMap((group): Line[] => [
      { caption: captionOf(group, at) },
      ...group.map((series) => {
        const row = rowOf(series, at);
        return { cells: COLUMNS.map((column) => row[column]), series };
      }),
    ]),
  ];
}

/** The table as it is on screen, but for the sentences; undefined while there are no metrics. */
export function metricsPicture(
  groups: readonly Group[],
  at: number | undefined,
  theme: PanelTheme,
): Picture | undefined {
  if (groups.length === 0) return undefined;
  const lines = linesOf(groups, at);
  const measure = textMeasure(axisFont(theme));
  const widest = (texts: string[]): number => Math.ceil(Math.max(0, ...texts.map(measure)));
  const widths = COLUMNS.map((_, column) =>
    widest(lines.map((line) => ('cells' in line ? (line.cells[column] ?? '') : ''))),
  );
  const cells = widths.reduce((sum, width) => sum + width + GAP, 0) + COURSE_WIDTH;
  const captions = widest(lines.map((line) => ('caption' in line ? line.caption : '')));
  const [width, height] = [Math.max(cells, captions) + 2 * MARGIN, lines.length * ROW + 2 * MARGIN];
  return {
    ...{ theme, width, height, legend: [], left: 0 },
    title: strings.title,
    draw: (pen) =>
      lines.forEach((line, i) => drawLine(pen, theme, line, MARGIN + i * ROW, { widths, width })),
  };
}

function drawLine(
  pen: Pen,
  theme: PanelTheme,
  line: Line,
  top: number,
  { widths, width }: { readonly widths: readonly number[]; readonly width: number },
): void {
  const { size, family } = axisFont(theme);
  const middle = top + ROW / 2;
  pen.font = `${size}px ${family}`;
  pen.textBaseline = 'middle';
  pen.fillStyle = theme.foreground;
  pen.strokeStyle = theme.grid;
  pen.lineWidth = 1;
  trace(pen, [
    [MARGIN, top + ROW - 0.5],
    [width - MARGIN, top + ROW - 0.5],
  ]);
  if ('caption' in line) {
    pen.fillStyle = theme.mutedForeground;
    pen.textAlign = 'left';
    pen.fillText(line.caption, MARGIN, middle);
    return;
  }
  let x = MARGIN;
  line.cells.forEach((text, column) => {
    const cell = widths[column] ?? 0;
    const isNumber = NUMBERS.includes(COLUMNS[column] ?? '');
    pen.textAlign = isNumber ? 'right' : 'left';
    pen.fillText(text, isNumber ? x + cell : x, middle);
    x += cell + GAP;
  });
  pen.textAlign = 'left';
  if (line.series === undefined) pen.fillText(strings.columns.course, x, middle);
  else drawCourse(pen, theme, line.series, x, top + (ROW - COURSE_HEIGHT) / 2);
}

function drawCourse(
  pen: Pen,
  theme: PanelTheme,
  series: EvaluationSeries,
  x: number,
  y: number,
): void {
  const course = courseOf(series);
  if (course === undefined) {
    pen.fillText(strings.none, x, y + COURSE_HEIGHT / 2);
    return;
  }
  const { points, band } = course;
  if (band !== undefined) {
    pen.fillStyle = withAlpha(theme.real, 0.4);
    pen.fillRect(x, y + band.top, COURSE_WIDTH, band.height);
  }
  pen.strokeStyle = theme.generator;
  pen.lineWidth = 1.5;
  trace(
    pen,
    points.map(([toX, toY]) => [x + toX, y + toY]),
  );
}

function trace(pen: Pen, points: readonly (readonly [x: number, y: number])[]): void {
  pen.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.stroke();
}

const FILE_COLUMNS = [
  ...['metric', 'unit', 'features', 'samples', 'network', 'source'],
  ...['step', 'value', 'realMean', 'realDeviation'],
];

/** A row a value: of all metrics, at all steps. */
export function saveMetrics(context: PanelContext, evaluations: readonly EvaluationSeries[]): void {
  const rows = evaluations.flatMap((series) => {
    const { metric, unit, features, samples, network, source, baseline } = series;
    return Array.from(series.step, (step, i) => [
      ...[metric, unit, features, samples, network, source],
      ...[step, series.value[i], baseline?.mean, baseline?.deviation],
    ]);
  });
  saveCsv(context, 'metrics', FILE_COLUMNS, rows);
}
