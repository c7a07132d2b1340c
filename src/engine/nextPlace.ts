import type { LiveSettings } from '../protocol/liveSettings';
import type { UpdatePlace } from '../protocol/updates';
import type { GanProgram } from './program/ganProgram';

/** The update of Algorithm 1 that comes next, after so many whole steps and so many updates of another. */
export function nextPlace(
  { programs }: GanProgram,
  done: { readonly step: number; readonly updatesDone: number },
  { discriminatorSteps }: LiveSettings,
): UpdatePlace {
  const step = done.step + 1;
  const last = programs[programs.length - 1].name;
  // The simultaneous update is the last of the k discriminator updates too.
  const count = last === 'generator' ? discriminatorSteps : discriminatorSteps - 1;
  const index = done.updatesDone + 1;
  if (index <= count) return { step, kind: 'discriminator', index, count };
  return { step, kind: last, index: 1, count: 1 };
}
