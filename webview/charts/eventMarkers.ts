import type { Plugin } from 'chart.js';
import type { StepScale } from '../../src/protocol/panelProtocol';
import { isLiveState, type JournalEvent } from '../../src/protocol/runModel';
import { settingStrings } from '../settings/strings';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { axisFont } from './chartOptions';
import { drawnStep } from './zoom';

/** Something that happened at a step and explains what the curves do next. */
export interface EventMarker {
  readonly step: number;
  readonly label: string;
  readonly kind: 'edit' | 'state' | 'error';
}

/** Beyond this many in one view, only the newest are drawn. */
const MARKER_LIMIT = 40;
/** Rows of labels above the plot. */
const LABEL_ROWS = 2;
export const LABEL_ROW_HEIGHT = 17;
/** Pixels between a line and its label. */
const LABEL_GAP = 4;

/** Live edits stand at the first step that uses the new value; the start of the run needs no marker. */
export function eventMarkers(journal: readonly JournalEvent[]): EventMarker[] {
  const markers: EventMarker[] = [];
  for (const event of journal) {
    if (event.type === 'edit') {
      const label = strings.journal.edit(settingStrings.chart(event.setting), event.from, event.to);
      markers.push({ step: event.effectiveFrom, label, kind: 'edit' });
    } else if (event.type === 'state' && isWorthMarking(event)) {
      markers.push({ step: event.step, label: strings.state[event.to], kind: 'state' });
    } else if (event.type === 'error' && !endedAt(journal, event.step)) {
      markers.push({ step: event.step, label: strings.state.failed, kind: 'error' });
    }
  }
  return markers;
}

/** The mark of the end says it already, and says whether the run failed or diverged. */
function endedAt(journal: readonly JournalEvent[], step: number): boolean {
  return journal.some(
    (event) => event.type === 'state' && event.step === step && !isLiveState(event.to),
  );
}

/** Beginning and going on change nothing in the numbers; holding and ending explain where the curves end. */
function isWorthMarking({ to }: Extract<JournalEvent, { type: 'state' }>): boolean {
  return to !== 'starting' && to !== 'running' && to !== 'stopping';
}

export interface PlacedMarker extends EventMarker {
  /** Row of the label, from the plot upwards; undefined where no row has room. */
  readonly row: number | undefined;
  /** The label hangs to the left of its line, at the right edge of the plot. */
  readonly leftward: boolean;
}

/**
 * Gives each label a row in which it overlaps no other.
 * @param toX pixels of a step, from the left edge of the plot
 * @param width of the plot in pixels
 */
export function placeMarkers(
  markers: readonly EventMarker[],
  toX: (step: number) => number,
  width: number,
  measure: (label: string) => number,
): PlacedMarker[] {
  const ends = new Array<number>(LABEL_ROWS).fill(Number.NEGATIVE_INFINITY);
  return markers.map((marker) => {
    const labelWidth = measure(marker.label) + 2 * LABEL_GAP;
    const x = toX(marker.step);
    const leftward = x + labelWidth > width;
    const start = leftward ? x - labelWidth : x;
    const row = ends.findIndex((end) => start >= end);
    if (row === -1) return { ...marker, row: undefined, leftward };
    ends[row] = start + labelWidth;
    return { ...marker, row, leftward };
  });
}

/** The newest markers within a range of steps. */
export function markersWithin(
  markers: readonly EventMarker[],
  fromStep: number,
  toStep: number,
): EventMarker[] {
  return markers.filter(({ step }) => step >= fromStep && step <= toStep).slice(-MARKER_LIMIT);
}

/**
 * Draws the events: solid lines through the plot for what the user changed, dotted ones for what happened, and above
 * the plot what it was. Not the annotation plugin: it keeps labels inside the plot, and dozens of lines cost it more
 * time than the curves.
 */
export function eventPlugin(
  current: () => {
    readonly placed: readonly PlacedMarker[];
    readonly theme: PanelTheme;
    readonly stepScale: StepScale;
  },
): Plugin<'line'> {
  return {
    id: 'ganEvents',
    beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
      const { placed, theme, stepScale } = current();
      const font = axisFont(theme);
      ctx.save();
      ctx.font = `${font.size}px ${font.family}`;
      ctx.textBaseline = 'middle';
      ctx.lineWidth = 1;
      ctx.strokeStyle = theme.marker;
      ctx.fillStyle = theme.foreground;
      for (const { step, label, kind, row, leftward } of placed) {
        const x = Math.round(scales['x']?.getPixelForValue(drawnStep(step, stepScale)) ?? 0) + 0.5;
        const y = chartArea.top - LABEL_ROW_HEIGHT * ((row ?? 0) + 0.5);
        ctx.setLineDash(kind === 'edit' ? [] : [1, 3]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.bottom);
        ctx.lineTo(x, row === undefined ? chartArea.top : y - font.size / 2);
        ctx.stroke();
        if (row === undefined) continue;
        ctx.textAlign = leftward ? 'right' : 'left';
        ctx.fillText(label, x + (leftward ? -LABEL_GAP : LABEL_GAP), y);
      }
      ctx.restore();
    },
  };
}

/** Rows of labels in use, to leave room above the plot. */
export function labelRows(placed: readonly PlacedMarker[]): number {
  return placed.reduce((rows, { row }) => Math.max(rows, row === undefined ? 0 : row + 1), 0);
}
