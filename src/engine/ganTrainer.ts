import { sizeOf } from '../config/networkShape';
import type { OptimizerConfig } from '../config/optimizerSchema';
import type { LiveSettings } from '../protocol/liveSettings';
import type { UpdatePlace } from '../protocol/updates';
import type { DataSet } from './data/dataSet';
import { checkOutputs, gradientNorm } from './executors/divergence';
import type { Executor } from './executors/executor';
import { optimizerInForce } from './liveSettings';
import { NetworkCalls } from './networkCalls';
import { nextPlace } from './nextPlace';
import { playerUpdates } from './playerUpdates';
import { parameterCount, type GanProgram } from './program/ganProgram';
import type { GradientProgram, ProgramName } from './program/gradientProgram';
import { initialize } from './program/initializers';
import { optimizerScalars, type OptimizerScalars } from './program/optimizers';
import type { Player } from './program/player';
import { averageDecay, learningRateFactor, optimizerAt } from './program/schedules';
import { hasAverage, optimizerOf, stateSpecs, stateValues, type StateSpec } from './program/state';
import type { StreamName, Streams } from './random/streams';
import { networkNames, networkOnnx, networkWeights } from './savableNetworks';
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
  private readonly calls: NetworkCalls;

  constructor(private readonly parts: TrainerParts) {
    const { program } = parts;
    this.draws = new UpdateDraws(parts);
    this.calls = new NetworkCalls({ ...parts, classes: parts.data.classes });
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

  nextUpdate(settings: LiveSettings): UpdatePlace {
    return nextPlace(this.parts.program, this, settings);
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
    if (hasAverage(program)) {
      const { training } = program.config;
      const { generatorEmaDecay = training.generatorEmaDecay } = settings;
      const average = { ...training, generatorEmaDecay };
      await executor.averageGenerator(averageDecay(average, this.generatorUpdates));
    }
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

  /** As it is in the step that is being done. */
  private optimizer(player: Player, settings: LiveSettings): OptimizerConfig {
    const config = optimizerOf(this.parts.program, player);
    return optimizerAt(optimizerInForce(config, player, settings), this.step);
  }

  private learningRate(player: Player, settings: LiveSettings): number {
    return this.rateOf(this.optimizer(player, settings));
  }

  private rateOf({ learningRate, learningRateSchedule }: OptimizerConfig): number {
    return learningRate * learningRateFactor(learningRateSchedule, this.step);
  }

  private scalars(player: Player, settings: LiveSettings): OptimizerScalars {
    const { regularizers } = this.parts.program.config;
    const { weightClipping = regularizers.weightClipping } = settings;
    const isGenerator = player === 'generator';
    const optimizer = this.optimizer(player, settings);
    return optimizerScalars(
      optimizer,
      this.rateOf(optimizer),
      1 + (isGenerator ? this.generatorUpdates : this.discriminatorUpdates),
      isGenerator ? undefined : weightClipping,
    );
  }

  private gradientNorm(player: Player): number {
    const { executor, program } = this.parts;
    return gradientNorm(executor, program, player, this.step + 1);
  }

  generate(
    network: 'generator' | 'generatorEma',
    latents: Float32Array,
    classes?: Float32Array,
  ): Promise<Float32Array> {
    return this.calls.generate(network, latents, classes);
  }

  discriminate(samples: Float32Array, classes?: Float32Array): Promise<Float32Array> {
    return this.calls.discriminate(samples, classes);
  }

  fixedLatents(count: number): Float32Array {
    return this.calls.fixedLatents(count);
  }

  evaluationLatents(count: number, index: number): Float32Array {
    return this.calls.evaluationLatents(count, index);
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
