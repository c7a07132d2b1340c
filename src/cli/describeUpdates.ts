/** An update of Algorithm 1 in one line a player. */
import { formatCount } from '../config/formatCount';
import type { PlayerUpdate, Stepping } from '../protocol/updates';
import { formatNumber } from './format';

const NAMES = { discriminator: 'Discriminator', generator: 'Generator' } as const;
type Player = keyof typeof NAMES;

function describe(player: Player, update: PlayerUpdate): string {
  const { step, index, count, lossBefore, lossAfter = NaN, gradientNorm, updateRatio } = update;
  const which = count > 1 ? ` ${formatCount(index)} of ${formatCount(count)}` : '';
  const ratio = updateRatio === undefined ? '' : `, ‖Δθ‖/‖θ‖ ${formatNumber(updateRatio)}`;
  return `${NAMES[player]} update${which} of step ${formatCount(step)}: loss ${formatNumber(lossBefore)} → ${formatNumber(lossAfter)}, gradient norm ${formatNumber(gradientNorm)}${ratio}`;
}

/** Of the update that was done last, one line for each player that it moved. */
export function describeUpdates({ last, updates }: Stepping): string[] {
  const players: readonly Player[] =
    last?.kind === 'simultaneous' ? ['discriminator', 'generator'] : last ? [last.kind] : [];
  return players.flatMap((player) => {
    const update = updates[player];
    return update === undefined ? [] : [describe(player, update)];
  });
}
