import { sizeOf } from '../config/networkShape';
import type { LiveSettings } from '../protocol/runModel';
import type { UpdatePlace } from '../protocol/updates';
import type { DataSet } from './data/dataSet';
import { checkOutputs, gradientNorm } from './executors/divergence';
import type { Executor } from './executors/executor';
import { playerOf } from './executors/graphs';
import { playerUpdates } from './playerUpdates';
import { parameterCount, type GanProgram } from './program/ganProgram';
import type { GradientProgram, ProgramName } from './program/gradientProgram';
import { initialize } from './program/initializers';
import { optimizerScalars, type OptimizerScalars } from './program/optimizers';
import type { Player } from './program/player';
import { averageDecay, learningRateFactor, optimizerAt } from './program/schedules';
import { optimizerOf, stateSpecs, stateValues, type StateSpec } from './program/state';
import type { StreamName, Streams } from './random/streams';
import { checkNetwork, networkNames, networkOnnx, networkWeights } from './savableNetworks';
import type {
  NamedTensor,
  NetworkName,
  StepResult,
  Trainer,
  TrainingState,
  WatchedUpdate,
} from './trainer';
import { UpdateDraws } from './updateDraws';

const INIT_STREAM: Readonly<Record<Player, StreamName>> = {
  generator: 'initGenerator',
  discriminator: 'initDiscriminator',
};

function isClass(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

/** Values that one call of a network takes or makes at most, 1 MiB: bounds its memory and the time it holds the thread … */
const FORWARD_VALUES = 2 ** 18;
/** … within these numbers of rows. */
const FORWARD_ROWS = { fewest: 16, most: 1024 };

function timeBetween(start: number | undefined, end: number | undefined): number | undefined {
  return start === undefined || end === undefined ? undefined : end - start;
}

export interface TrainerParts {
  readonly program: GanProgram;
  readonly data: DataSet;
  readonly streams: Streams;
  readonly executor: Executor;
  /** Called between the parts of a long computation that is no step, so that others get a turn. */
  readonly takeTurn?: (() => Promise<void>) | undefined;
  /** Milliseconds of a steady clock, to tell how long each player takes. */
  readonly now?: (() => number) | undefined;
}

/** Algorithm 1 of Goodfellow et al. 2014 over an executor. */
class GanTrainer implements Trainer {
  private generatorUpdates = 0;
  discriminatorUpdates = 0;
  private updatesOfStep = 0;
  /** Norm of the discriminator's last gradient. */
  private discriminatorNorm = 0;
  /** Milliseconds that the discriminator updates of this step have taken. */
  private discriminatorTime = 0;
  private readonly specs: readonly StateSpec[];
  private readonly last: GradientProgram;
  private readonly draws: UpdateDraws;

  constructor(private readonly parts: TrainerParts) {
    const { program } = parts;
    this.draws = new UpdateDraws(parts);
    this.specs = stateSpecs(program);
    this.last = program.programs[program.programs.length - 1];
    this.initializeState();
  }

  get step(): number {
    return this.generatorUpdates;
  }

  get parameters(): { generator: number; discriminator: number } {
    const { generator, discriminator } = this.parts.program.networks;
    return { generator: parameterCount(generator), discriminator: parameterCount(discriminator) };
  }

  get networks(): readonly NetworkName[] {
    return networkNames(this.parts.program);
  }

  private initializeState(): void {
    const { executor } = this.parts;
    for (const spec of this.specs) {
      const values = new Float32Array(sizeOf(spec.shape));
      this.fillInitial(spec, values);
      executor.write(spec, values);
    }
  }

  private fillInitial({ player, index, role }: StateSpec, values: Float32Array): void {
    const { program, streams } = this.parts;
    const { parameters, statistics } = program.networks[player];
    const stream = INIT_STREAM[player];
    switch (role.kind) {
      case 'parameter':
      case 'average':
        initialize(parameters[index], streams, stream, index, values, this.parts.data.means);
        return;
      case 'statistic': {
        // Statistics have no fans to scale with, and draw after the parameters.
        const fans = { fanIn: 1, fanOut: 1 };
        const draw = parameters.length + index;
        initialize({ ...statistics[index], ...fans }, streams, stream, draw, values);
        return;
      }
      case 'slot':
    }
  }

  get updatesDone(): number {
    return this.updatesOfStep;
  }

  nextUpdate({ discriminatorSteps }: LiveSettings): UpdatePlace {
    const step = this.step + 1;
    // The simultaneous update is the last of the k discriminator updates too.
    const count = this.alternating ? discriminatorSteps : discriminatorSteps - 1;
    const index = this.updatesOfStep + 1;
    if (index <= count) return { step, kind: 'discriminator', index, count };
    return { step, kind: this.last.name, index: 1, count: 1 };
  }

  async iterate(settings: LiveSettings, measured = false): Promise<StepResult> {
    for (;;) {
      const place = this.nextUpdate(settings);
      const isLastOfPlayer = this.alternating && place.index === place.count;
      const isLast = isLastOfPlayer || place.kind === this.last.name;
      const result = await this.doUpdate(place, settings, measured && isLast);
      if (result !== undefined) return result;
    }
  }

  async watchedUpdate(settings: LiveSettings): Promise<WatchedUpdate> {
    const place = this.nextUpdate(settings);
    const step = await this.doUpdate(place, settings, true);
    const program = this.program(place.kind);
    const players = await playerUpdates(this.parts.executor, program, place, (player) =>
      this.gradientNorm(player),
    );
    return { place, players, step };
  }

  /** Answers what the step came to if this update was the last of it. */
  private async doUpdate(
    { kind }: UpdatePlace,
    settings: LiveSettings,
    measured: boolean,
  ): Promise<StepResult | undefined> {
    if (this.updatesOfStep === 0) this.discriminatorTime = 0;
    const start = this.now();
    await this.update(kind, settings, measured);
    if (kind !== 'generator') this.discriminatorNorm = this.gradientNorm('discriminator');
    this.updatesOfStep += 1;
    if (kind === this.last.name) return this.endStep(settings, start);
    this.discriminatorTime += timeBetween(start, this.now()) ?? NaN;
    return undefined;
  }

  /** @param start of the last update */
  private async endStep(settings: LiveSettings, start: number | undefined): Promise<StepResult> {
    const { executor, program } = this.parts;
    const generatorGradientNorm = this.gradientNorm('generator');
    const generatorTime = timeBetween(start, this.now());
    const rates = {
      discriminatorLearningRate: this.learningRate('discriminator', settings),
      generatorLearningRate: this.learningRate('generator', settings),
    };
    this.generatorUpdates += 1;
    this.updatesOfStep = 0;
    const decay = averageDecay(program.config.training, this.generatorUpdates);
    if (decay > 0) await executor.averageGenerator(decay);
    const discriminator = executor.outputs(this.alternating ? 'discriminator' : this.last.name);
    const generator = executor.outputs(this.last.name);
    const timed = this.alternating && generatorTime !== undefined;
    return {
      discriminatorLoss: discriminator['discriminatorLoss'][0],
      generatorLoss: generator['generatorLoss'][0],
      discriminatorGradientNorm: this.discriminatorNorm,
      generatorGradientNorm,
      ...rates,
      discriminatorUpdate: executor.updateSize('discriminator'),
      generatorUpdate: executor.updateSize('generator'),
      discriminatorPenalty:
        'discriminatorPenalty' in discriminator
          ? discriminator['discriminatorPenalty'][0]
          : undefined,
      discriminatorTime: timed ? this.discriminatorTime : undefined,
      generatorTime: timed ? generatorTime : undefined,
      realLogits: discriminator['realLogits'],
      fakeLogits: discriminator['fakeLogits'],
      generatorLogits: generator['generatorLogits'],
    };
  }

  private get alternating(): boolean {
    return this.last.name === 'generator';
  }

  private program(name: ProgramName): GradientProgram {
    return this.parts.program.programs.find((candidate) => candidate.name === name)!;
  }

  private now(): number | undefined {
    return this.parts.now?.();
  }

  /** Fills the inputs of a program and runs it once. */
  private async update(
    name: ProgramName,
    settings: LiveSettings,
    measured: boolean,
  ): Promise<void> {
    const { executor } = this.parts;
    const gradients = this.program(name);
    // The draws of an update are numbered by the player whose update it is.
    const index = name === 'generator' ? this.generatorUpdates : this.discriminatorUpdates;
    const inputs = executor.inputs(name);
    for (const input of gradients.inputs) this.draws.fill(input, index, inputs[input.name]);
    const scalars = {
      generator: this.scalars('generator', settings),
      discriminator: this.scalars('discriminator', settings),
    };
    await executor.update(name, scalars, measured);
    checkOutputs(executor, gradients, this.step + 1);
    if (gradients.players.includes('discriminator')) this.discriminatorUpdates += 1;
  }

  /** The one in force in the step that is being done. */
  private learningRate(player: Player, settings: LiveSettings): number {
    const { learningRateSchedule } = optimizerOf(this.parts.program, player);
    return settings[`${player}LearningRate`] * learningRateFactor(learningRateSchedule, this.step);
  }

  private scalars(player: Player, settings: LiveSettings): OptimizerScalars {
    const { program } = this.parts;
    const { weightClipping } = program.config.regularizers;
    const isGenerator = player === 'generator';
    return optimizerScalars(
      optimizerAt(optimizerOf(program, player), this.step),
      this.learningRate(player, settings),
      1 + (isGenerator ? this.generatorUpdates : this.discriminatorUpdates),
      isGenerator ? undefined : weightClipping,
    );
  }

  private gradientNorm(player: Player): number {
    const { executor, program } = this.parts;
    return gradientNorm(executor, program, player, this.step + 1);
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
      const part = input.subarray(start * inputSize, end * inputSize);
      const told = classes?.subarray(start, end);
      result.set(await executor.forward(network, part, end - start, told), start * outputSize);
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

  async settle(): Promise<void> {
    await this.parts.executor.settle();
  }

  saveState(): TrainingState {
    if (this.updatesOfStep > 0) {
      throw new Error('The state is saved between two steps, and this one has just been begun.');
    }
    return {
      tensors: this.specs.map((spec) => ({
        name: spec.name,
        shape: spec.shape,
        data: this.parts.executor.read(spec),
      })),
      counters: { step: this.step, discriminatorUpdates: this.discriminatorUpdates },
    };
  }

  loadState(state: TrainingState): void {
    const values = stateValues(this.specs, state);
    for (const spec of this.specs) this.parts.executor.write(spec, values.get(spec.name)!);
    this.generatorUpdates = state.counters.step;
    this.discriminatorUpdates = state.counters.discriminatorUpdates;
    this.updatesOfStep = 0;
  }

  weights(network: NetworkName): readonly NamedTensor[] {
    const { program, executor } = this.parts;
    return networkWeights(program, network, (spec) => executor.read(spec));
  }

  exportOnnx(network: NetworkName): Uint8Array {
    const { program, executor } = this.parts;
    return networkOnnx(program, network, (spec) => executor.read(spec));
  }

  async dispose(): Promise<void> {
    await this.parts.executor.dispose();
  }
}

/** A trainer at step 0: the executor's state is set to the initial parameters of the run's seed. */
export function createGanTrainer(parts: TrainerParts): Trainer {
  return new GanTrainer(parts);
}
