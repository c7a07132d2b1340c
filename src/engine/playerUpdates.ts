/** What one update of Algorithm 1 changed. */
import type { PlayerUpdate, UpdatePlace } from '../protocol/updates';
import type { Executor } from './executors/executor';
import type { GradientProgram } from './program/gradientProgram';
import type { Player } from './program/player';
import type { UpdateSize } from './trainer';

/**
 * The program's last update, which was a measured one, for each player that it moved. Costs one more pass over its
 * minibatch, for the losses after it.
 */
export async function playerUpdates(
  executor: Executor,
  program: GradientProgram,
  place: UpdatePlace,
  gradientNorm: (player: Player) => number,
): Promise<Partial<Record<Player, PlayerUpdate>>> {
  const before = executor.outputs(program.name);
  const after = await executor.recompute(program.name);
  const entries = program.players.map((player): [Player, PlayerUpdate] => {
    const loss = `${player}Loss`;
    return [
      player,
      {
        ...place,
        lossBefore: before[loss][0],
        ...finite('lossAfter', after[loss][0]),
        gradientNorm: gradientNorm(player),
        ...finite('updateRatio', updateRatio(executor.updateSize(player))),
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** ‖Δθ‖ / ‖θ‖; not-a-number of an update that was not measured. */
export function updateRatio(size: UpdateSize | undefined): number {
  return size === undefined ? NaN : size.update / size.parameters;
}

/** Nothing where there is no such number. */
function finite<Name extends string>(name: Name, value: number): Partial<Record<Name, number>> {
  return Number.isFinite(value) ? ({ [name]: value } as Partial<Record<Name, number>>) : {};
}
