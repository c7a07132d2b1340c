/** What can be done with a run in its present state: context keys, tree items and commands all ask here. */
import type { RunState } from '../../protocol/runModel';
import type { Run } from './run';

export const ABILITIES = ['pause', 'resume', 'step', 'stop', 'edit', 'save', 'delete'] as const;
export type Ability = (typeof ABILITIES)[number];

/** States in which a worker that answers does what is asked. */
const WORKER_STATES: Readonly<Record<Exclude<Ability, 'delete'>, readonly RunState[]>> = {
  pause: ['running'],
  resume: ['paused'],
  step: ['paused'],
  stop: ['starting', 'running', 'paused'],
  edit: ['running', 'paused'],
  save: ['running', 'paused'],
};

export function can(run: Run, ability: Ability): boolean {
  if (ability === 'delete') return !run.live;
  if (ability === 'resume' && run.resumable) return true;
  if (ability === 'save' && run.restorable) return true;
  return run.connected && WORKER_STATES[ability].includes(run.state);
}

const TOKENS: Readonly<Record<Ability, string>> = {
  pause: 'pausable',
  resume: 'resumable',
  step: 'steppable',
  stop: 'stoppable',
  edit: 'editable',
  save: 'savable',
  delete: 'deletable',
};

/** The `contextValue` of a tree item, which `when` clauses in package.json look into. */
export function contextValue(run: Run): string {
  return ['run', ...ABILITIES.filter((ability) => can(run, ability)).map((a) => TOKENS[a])].join(
    ' ',
  );
}
