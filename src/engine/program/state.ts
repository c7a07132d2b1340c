import type { TrainingState } from '../trainer';
import type { GanProgram } from './ganProgram';
import { sizeOf } from '../../config/networkShape';
import { slotNames } from './optimizers';
import { PLAYERS, type Player } from './player';

/** What a tensor of the state is to its parameter. */
export type StateRole =
  | { readonly kind: 'parameter' }
  | { readonly kind: 'slot'; readonly slot: number }
  /** Moving average of a generator parameter. */
  | { readonly kind: 'average' }
  /** Not of a parameter: a tensor that the network carries along, such as a running mean. */
  | { readonly kind: 'statistic' };

/** One tensor of everything that training changes. */
export interface StateSpec {
  /** Such as "generator/0/weights", "discriminator/2/bias/secondMoment" or "generatorEma/0/weights". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly player: Player;
  /** Index among the player's parameters, or among its statistics. */
  readonly index: number;
  readonly role: StateRole;
}

/** Whether the program keeps a moving average of the generator. */
export function hasAverage({ config }: GanProgram): boolean {
  return config.training.generatorEmaDecay > 0;
}

export function optimizerOf({ config }: GanProgram, player: Player) {
  return player === 'generator'
    ? config.training.generatorOptimizer
    : config.training.discriminatorOptimizer;
}

/** All tensors of the state, in a fixed order. */
export function stateSpecs(program: GanProgram): StateSpec[] {
  return PLAYERS.flatMap((player) => {
    const { parameters, statistics } = program.networks[player];
    const slots = slotNames(optimizerOf(program, player));
    const keepsAverage = player === 'generator' && hasAverage(program);
    const ofParameters = parameters.flatMap(({ name, shape }, index): StateSpec[] => {
      const common = { shape, player, index };
      const average: StateSpec = {
        ...common,
        name: `generatorEma/${name}`,
        role: { kind: 'average' },
      };
      return [
        { ...common, name: `${player}/${name}`, role: { kind: 'parameter' } },
        ...slots.map((slotName, slot): StateSpec => ({
          ...common,
          name: `${player}/${name}/${slotName}`,
          role: { kind: 'slot', slot },
        })),
        ...(keepsAverage ? [average] : []),
      ];
    });
    const ofStatistics = statistics.map(({ name, shape }, index): StateSpec => ({
      name: `${player}/${name}`,
      shape,
      player,
      index,
      role: { kind: 'statistic' },
    }));
    return [...ofParameters, ...ofStatistics];
  });
}

/**
 * The values of a saved state by the name of their tensor.
 * @throws Error naming the tensor when names or shapes do not fit
 */
export function stateValues(
  specs: readonly StateSpec[],
  { tensors }: TrainingState,
): ReadonlyMap<string, Float32Array> {
  const given = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const { name, shape } of specs) {
    const tensor = given.get(name);
    if (tensor === undefined) {
      throw new Error(`The saved state has no tensor ${name}: it belongs to another config.`);
    }
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape)) {
      throw new Error(
        `The tensor ${name} of the saved state has shape [${tensor.shape.join(', ')}], but this config needs [${shape.join(', ')}].`,
      );
    }
    given.delete(name);
  }
  for (const name of given.keys()) {
    throw new Error(`The saved state has a tensor ${name} that this config does not know.`);
  }
  return new Map(tensors.map(({ name, data }) => [name, data]));
}
