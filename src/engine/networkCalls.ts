/** Samples and logits of the networks of a GAN, and the latents to draw them from. */
import type { NetworkExecutor } from './executors/executor';
import { playerOf } from './executors/graphs';
import { PriorDraws, type PriorDrawsParts } from './priorDraws';
import type { StreamName } from './random/streams';
import { checkNetwork } from './savableNetworks';
import type { NetworkName } from './trainer';

/** Values that one call of a network takes or makes at most, 1 MiB: bounds its memory and the time it holds the thread … */
const FORWARD_VALUES = 2 ** 18;
/** … within these numbers of rows. */
const FORWARD_ROWS = { fewest: 16, most: 1024 };

function isClass(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

export interface NetworkCallsParts extends PriorDrawsParts {
  readonly executor: NetworkExecutor;
  /** Called between the parts of a long computation, so that others get a turn. */
  readonly takeTurn?: (() => Promise<void>) | undefined;
}

/** See `LoadedNetworks`, whose methods these are. */
export class NetworkCalls {
  private readonly draws: PriorDraws;

  constructor(private readonly parts: NetworkCallsParts) {
    this.draws = new PriorDraws(parts);
  }

  async generate(
    network: 'generator' | 'generatorEma',
    latents: Float32Array,
    classes?: Float32Array,
  ): Promise<Float32Array> {
    const { classes: told, inputSize } = this.parts.program.networks.generator;
    if (told === undefined || classes !== undefined) return this.forward(network, latents, classes);
    const drawn = new Float32Array(Math.ceil(latents.length / inputSize));
    this.draws.classes('fixedClasses', 0, drawn);
    return this.forward(network, latents, drawn);
  }

  async discriminate(samples: Float32Array, classes?: Float32Array): Promise<Float32Array> {
    return this.forward('discriminator', samples, classes);
  }

  private async forward(
    network: NetworkName,
    input: Float32Array,
    classes: Float32Array | undefined,
  ): Promise<Float32Array> {
    checkNetwork(this.parts.program, network);
    const { inputSize, classes: told } = this.parts.program.networks[playerOf(network)];
    if (input.length % inputSize !== 0) {
      throw new RangeError(
        `The ${network} takes rows of ${inputSize} values; ${input.length} values are not a whole number of rows.`,
      );
    }
    const rows = input.length / inputSize;
    if (told === undefined) return this.forwardInParts(network, input, rows);
    if (classes?.length !== rows || !classes.every((value) => isClass(value, told))) {
      throw new RangeError(
        `The ${network} is told the class of each row: a number from 0 to ${told - 1} for each of the ${rows} rows.`,
      );
    }
    return this.forwardInParts(network, input, rows, classes);
  }

  /** The same parts every time: how many rows are computed at once can change last digits. */
  private async forwardInParts(
    network: NetworkName,
    input: Float32Array,
    rows: number,
    classes?: Float32Array,
  ): Promise<Float32Array> {
    const { executor, program, takeTurn } = this.parts;
    const { inputSize, outputSize } = program.networks[playerOf(network)];
    const fitting = Math.floor(FORWARD_VALUES / Math.max(inputSize, outputSize));
    const atOnce = Math.min(FORWARD_ROWS.most, Math.max(FORWARD_ROWS.fewest, fitting));
    const result = new Float32Array(rows * outputSize);
    for (let start = 0; start < rows; start += atOnce) {
      if (start > 0) await takeTurn?.();
      const end = Math.min(start + atOnce, rows);
      await executor.forward(network, {
        rows: end - start,
        input: input.subarray(start * inputSize, end * inputSize),
        classes: classes?.subarray(start, end),
        target: result.subarray(start * outputSize, end * outputSize),
      });
    }
    return result;
  }

  fixedLatents(count: number): Float32Array {
    return this.drawLatents('fixedLatents', count, 0);
  }

  evaluationLatents(count: number, index: number): Float32Array {
    return this.drawLatents('evaluation', count, index);
  }

  private drawLatents(stream: StreamName, count: number, index: number): Float32Array {
    const latents = new Float32Array(count * this.parts.program.networks.generator.inputSize);
    this.draws.latents(stream, index, latents);
    return latents;
  }
}
