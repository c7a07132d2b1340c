/**
 * Where the state of the compiled executor lies in the memory of the kernels: per player one array for the
 * parameters, one for each optimizer slot, one for the gradients and one for the moving average, all laid out alike,
 * so that one pass of a fused kernel updates a whole player.
 */
import type { Kernels } from '../kernels';
import type { GanProgram } from '../program/ganProgram';
import { sizeOf } from '../../config/networkShape';
import { slotNames, type OptimizerScalars } from '../program/optimizers';
import type { Player } from '../program/player';
import { hasAverage, optimizerOf, type StateSpec } from '../program/state';
import type { UpdateSize } from '../trainer';
import { fusedUpdate, measuredUpdate, type PlayerArrays } from './fusedUpdate';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Arrays start at cache lines; the fused kernels work on 16 numbers at a time. */
const GROUP = 16;

function padded(size: number): number {
  return Math.ceil(size / GROUP) * GROUP;
}

/** Hands out cache-line aligned arrays of a kernel instance's memory, or only counts them. */
export class Allocator {
  private used = 0;

  constructor(private readonly kernels?: Kernels) {}

  /** Bytes handed out so far. */
  get bytes(): number {
    return this.used;
  }

  /** Byte offset of `size` float32 numbers. */
  reserve(size: number): number {
    const pointer = (this.kernels?.firstFreeByte ?? 0) + this.used;
    this.used += padded(size) * BYTES;
    return pointer;
  }

  array(size: number): Float32Array {
    return view(this.kernels!, this.reserve(size), size);
  }
}

function view(kernels: Kernels, pointer: number, size: number): Float32Array {
  return new Float32Array(kernels.memory.buffer, pointer, size);
}

interface Layout extends PlayerArrays {
  readonly average?: number;
  /** One array a statistic, and one for what it becomes. */
  readonly statistics: readonly { readonly now: number; readonly next: number }[];
}

/** Reserves the arrays of one player. */
export function reservePlayer(allocator: Allocator, program: GanProgram, player: Player): Layout {
  const { parameters, statistics } = program.networks[player];
  const count = parameters.reduce((total, { shape }) => total + padded(sizeOf(shape)), 0);
  const keepsAverage = player === 'generator' && hasAverage(program);
  return {
    count,
    parameters: allocator.reserve(count),
    slots: slotNames(optimizerOf(program, player)).map(() => allocator.reserve(count)),
    gradients: allocator.reserve(count),
    average: keepsAverage ? allocator.reserve(count) : undefined,
    statistics: statistics.map(({ shape }) => ({
      now: allocator.reserve(sizeOf(shape)),
      next: allocator.reserve(sizeOf(shape)),
    })),
  };
}

/** The state of one player as arrays over the kernels' memory. */
export class PlayerMemory {
  private readonly layout: Layout;
  private readonly kernels: Kernels;
  private readonly shapes: readonly (readonly number[])[];
  readonly parameters: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  readonly averages: readonly Float32Array[];
  readonly statistics: readonly Float32Array[];
  /** What an update makes of the statistics, before `moveStatistics`. */
  readonly nextStatistics: readonly Float32Array[];
  private readonly slots: readonly (readonly Float32Array[])[];
  /** Sum of the squared gradients of the last update. */
  squaredGradientNorm = 0;
  /** Of the last update, if it was measured. */
  updateSize: UpdateSize | undefined;

  constructor(kernels: Kernels, allocator: Allocator, program: GanProgram, player: Player) {
    this.kernels = kernels;
    this.layout = reservePlayer(allocator, program, player);
    const network = program.networks[player];
    this.shapes = network.parameters.map(({ shape }) => shape);
    const { parameters, gradients, average, slots } = this.layout;
    this.parameters = this.views(parameters);
    this.gradients = this.views(gradients);
    this.averages = average === undefined ? [] : this.views(average);
    this.slots = slots.map((pointer) => this.views(pointer));
    const statistic = (kind: 'now' | 'next'): Float32Array[] =>
      this.layout.statistics.map((place, i) =>
        view(kernels, place[kind], sizeOf(network.statistics[i].shape)),
      );
    this.statistics = statistic('now');
    this.nextStatistics = statistic('next');
    // The memory may have served another executor before: what is not written later must start at zero.
    for (const pointer of [parameters, gradients, ...slots, average]) {
      if (pointer !== undefined) view(kernels, pointer, this.layout.count).fill(0);
    }
  }

  /** One array per parameter in the array at `pointer`. */
  private views(pointer: number): Float32Array[] {
    let next = pointer;
    return this.shapes.map((shape) => {
      const array = view(this.kernels, next, sizeOf(shape));
      next += padded(sizeOf(shape)) * BYTES;
      return array;
    });
  }

  array({ role, index }: StateSpec): Float32Array {
    switch (role.kind) {
      case 'parameter':
        return this.parameters[index];
      case 'slot':
        return this.slots[role.slot][index];
      case 'average':
        return this.averages[index];
      case 'statistic':
        return this.statistics[index];
    }
  }

  /** Updates parameters and slots in place from the gradients. */
  update(scalars: OptimizerScalars, measured = false): void {
    if (measured) {
      const { squaredGradientNorm, size } = measuredUpdate(this.kernels, this.layout, scalars);
      this.squaredGradientNorm = squaredGradientNorm;
      this.updateSize = size;
      return;
    }
    this.squaredGradientNorm = fusedUpdate(this.kernels.exports, this.layout, scalars);
    this.updateSize = undefined;
  }

  /** Takes over what the last update made of the statistics. */
  moveStatistics(): void {
    this.statistics.forEach((statistic, i) => statistic.set(this.nextStatistics[i]));
  }

  /** Moves the average towards the parameters. */
  moveAverage(decay: number): void {
    const { average, parameters, count } = this.layout;
    if (average === undefined) return;
    this.kernels.exports.average(average, parameters, count, decay, 1 - decay);
  }
}
