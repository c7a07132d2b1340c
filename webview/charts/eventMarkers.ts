import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { JournalEvent } from '../../src/protocol/runModel';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { axisFont } from './chartOptions';

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

/** Live edits stand at the first step that uses the new value; the start of the run needs no marker. */
export function eventMarkers(journal: readonly JournalEvent[]): EventMarker[] {
  const markers: EventMarker[] = [];
  for (const event of journal) {
    if (event.type === 'edit') {
      const label = strings.journal.edit(strings.settingShort[event.setting], event.from, event.to);
      markers.push({ step: event.effectiveFrom, label, kind: 'edit' });
    } else if (event.type === 'state' && isWorthMarking(event)) {
      markers.push({ step: event.step, label: strings.state[event.to], kind: 'state' });
    } else if (event.type === 'error') {
      markers.push({ step: event.step, label: strings.state.failed, kind: 'error' });
    }
  }
  return markers;
}

function isWorthMarking(event: Extract<JournalEvent, { type: 'state' }>): boolean {
  return event.from !== 'starting' && event.to !== 'starting' && event.to !== 'stopping';
}

interface PlacedMarker extends EventMarker {
  readonly width: number;
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
    const labelWidth = measure(marker.label);
    const x = toX(marker.step);
    const leftward = x + labelWidth > width;
    const start = leftward ? x - labelWidth : x;
    const row = ends.findIndex((end) => start >= end + 4);
    if (row === -1) return { ...marker, width: labelWidth, row: undefined, leftward };
    ends[row] = start + labelWidth;
    return { ...marker, width: labelWidth, row, leftward };
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

/** Vertical lines with flags above the plot. */
export function markerAnnotations(
  placed: readonly PlacedMarker[],
  theme: PanelTheme,
): Record<string, AnnotationOptions> {
  return Object.fromEntries(
    placed.map((marker, index) => [`event${index}`, markerAnnotation(marker, theme)]),
  );
}

function markerAnnotation(marker: PlacedMarker, theme: PanelTheme): AnnotationOptions {
  const side = marker.leftward ? -1 : 1;
  return {
    type: 'line',
    scaleID: 'x',
    value: marker.step,
    borderColor: theme.marker,
    borderWidth: 1,
    borderDash: marker.kind === 'edit' ? [] : [1, 3],
    label: {
      display: marker.row !== undefined,
      content: marker.label,
      position: 'end',
      xAdjust: side * (marker.width / 2),
      yAdjust: -LABEL_ROW_HEIGHT * ((marker.row ?? 0) + 0.5) - 1,
      backgroundColor: 'transparent',
      color: theme.foreground,
      font: axisFont(theme),
      padding: { x: 3, y: 1 },
    },
  };
}

/** Rows of labels in use, to leave room above the plot. */
export function labelRows(placed: readonly PlacedMarker[]): number {
  return placed.reduce((rows, { row }) => Math.max(rows, row === undefined ? 0 : row + 1), 0);
}
