import { isLiveState, type RunState } from '../../src/protocol/runModel';
import type { RunSummary } from '../../src/protocol/panelProtocol';
import { strings } from '../strings';

/** Codicon of a state; the words always stand beside it. */
export const stateIcons: Record<RunState, { readonly name: string; readonly spin: boolean }> = {
  starting: { name: 'loading', spin: true },
  // Not spinning: an icon that turns for hours keeps a core busy for nothing.
  running: { name: 'sync', spin: false },
  paused: { name: 'debug-pause', spin: false },
  stopping: { name: 'loading', spin: true },
  completed: { name: 'pass', spin: false },
  stopped: { name: 'circle-slash', spin: false },
  failed: { name: 'error', spin: false },
  diverged: { name: 'warning', spin: false },
};

/** Why commands and settings cannot be used now; undefined while they can. */
export function whyDisabled({ state, connected, resumable }: RunSummary): string | undefined {
  if (!isLiveState(state)) {
    return resumable ? strings.whyDisabled.resumable : strings.whyDisabled.ended;
  }
  if (!connected) return strings.whyDisabled.disconnected;
  if (state === 'starting') return strings.whyDisabled.starting;
  if (state === 'stopping') return strings.whyDisabled.stopping;
  return undefined;
}
