/** Work of a page's thread and the times of its frames, in one line of a table. */
import type { CDPSession } from 'playwright-core';
import { median, quantile } from '../report';
import type { FrameTimes } from './inPage';

/** A frame later than this is missed at 30 frames a second. */
const LATE_MS = 1000 / 30 + 1;

/** Milliseconds of processor time. */
interface Work {
  readonly script: number;
  /** Style and layout. */
  readonly layout: number;
  /** All tasks: these, and recording what to paint, drawing canvases, input. */
  readonly all: number;
}

export interface Measured {
  readonly frames: FrameTimes;
  readonly work: Work;
}

async function workOf(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number =>
    1000 * (metrics.find((metric) => metric.name === name)?.value ?? NaN);
  return {
    script: of('ScriptDuration'),
    layout: of('LayoutDuration') + of('RecalcStyleDuration'),
    all: of('TaskDuration'),
  };
}

export async function measureWork(
  session: CDPSession,
  act: () => Promise<FrameTimes>,
): Promise<Measured> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await workOf(session);
  const frames = await act();
  const after = await workOf(session);
  return {
    frames,
    work: {
      script: after.script - before.script,
      layout: after.layout - before.layout,
      all: after.all - before.all,
    },
  };
}

export const FRAME_HEADS = [
  'frame interval: median',
  '99 % below',
  'late for 30 a second',
  'tasks over 50 ms (longest)',
] as const;

/** What `FRAME_HEADS` says of some frames, in milliseconds. */
export function frameCells(all: readonly FrameTimes[]): string[] {
  const intervals = all.flatMap((frames) => frames.intervals);
  const late = intervals.filter((interval) => interval > LATE_MS).length / intervals.length;
  const tasks = all.flatMap((frames) => frames.longTasks);
  return [
    median(intervals).toFixed(1),
    quantile(intervals, 0.99).toFixed(1),
    `${(100 * late).toFixed(1)} %`,
    tasks.length === 0 ? '0' : `${tasks.length} (${Math.max(...tasks).toFixed(0)})`,
  ];
}

const HEADS = ['what', 'script', 'style, layout', 'all tasks', ...FRAME_HEADS];

export const HEADER = [`| ${HEADS.join(' | ')} |`, `|---|${'--:|'.repeat(HEADS.length - 1)}`];

/** @param moves that the work is divided by; by the frames where there are none */
export function row(name: string, moves: number | undefined, all: readonly Measured[]): string {
  const per = (kind: keyof Work): string =>
    median(
      all.map(({ work, frames }) => work[kind] / (moves ?? frames.intervals.length + 1)),
    ).toFixed(2);
  const cells = [
    name,
    ...[per('script'), per('layout'), per('all')],
    ...frameCells(all.map(({ frames }) => frames)),
  ];
  return `| ${cells.join(' | ')} |`;
}
