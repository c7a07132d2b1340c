import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import { isLiveState } from '../../src/protocol/runModel';
import { strings } from '../strings';

/** Why a chart over the steps of the run has nothing to show. */
export function whyEmpty(snapshot: PanelSnapshot | undefined): string {
  const { reading, soon, never, unreadable, notMeasured } = strings.emptyChart;
  if (snapshot === undefined) return soon;
  const { curves, progress, summary } = snapshot;
  if (curves === undefined) return reading;
  if (isLiveState(summary.state)) return soon;
  if (progress.step === 0) return never;
  return curves.step.length === 0 ? unreadable : notMeasured;
}
