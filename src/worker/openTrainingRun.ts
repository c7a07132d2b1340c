/** Puts the parts of a run together and makes it visible: files, socket, first record. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { GanConfig } from '../config/ganConfig';
import { isImageData } from '../config/sampleShape';
import type { JournalEvent, RunRecord } from '../protocol/runModel';
import { WORKER_PROTOCOL_VERSION } from '../protocol/workerProtocol';
import { BalanceWriter } from '../runs/balanceFile';
import { type Checkpoint, removeCheckpointsAfter } from '../runs/checkpoints';
import { createSocketPlace, removeConnection, writeConnection } from '../runs/connection';
import { removeDeadSockets } from '../runs/deadSockets';
import { JournalWriter } from '../runs/journal';
import { removeDistributionsAfter } from '../runs/distributions';
import { asError } from '../runs/errors';
import { DistributionMeter, hasDistributions } from '../engine/theory/distributionMeter';
import { MetricsWriter } from '../runs/metricsFile';
import { writeLatents } from '../runs/sampleLatents';
import { removeSamplesAfter } from '../runs/samples';
import { BackgroundWrites } from './backgroundWrites';
import { Balance } from './balance';
import { CheckpointKeeper } from './checkpointKeeper';
import { ClientRequests } from './clientRequests';
import { ClientHub } from './clientHub';
import { Controls } from './controls';
import { Distributions } from './distributions';
import { OverfitMeter } from './evaluation/overfit';
import type { SampleMetrics } from './evaluation/sampleMetrics';
import { startSampleMetrics } from './evaluation/startSampleMetrics';
import { DENSITY_SAMPLES, SampleGrid } from './sampleGrid';
import { type GridLatents, gridLatents } from './gridLatents';
import { SampleInspector } from './inspection/sampleInspector';
import { describeFully, log } from './log';
import type { PreparedTraining } from './prepareTraining';
import type { Publisher } from './publisher';
import { ReplayedEdits } from './replayedEdits';
import { RunJournal } from './runJournal';
import { RunSettings } from './runSettings';
import { TrainingClock } from './speed';
import { Telemetry, TICK_MS } from './telemetry';
import { TrainingRun } from './trainingRun';
import { TrainingSteps } from './trainingSteps';
import { WatchedUpdates } from './watchedUpdates';

const HEARTBEAT_MS = 5000;

const now = (): number => performance.now();

/** A run that is taken up again. */
export interface ResumedFrom {
  readonly checkpoint: Checkpoint;
  /** Everything that has happened before. */
  readonly journal: readonly JournalEvent[];
}

export interface OpenTrainingRun {
  readonly run: TrainingRun;
  readonly controls: Controls;
  /** Ends the connection with all clients and closes the files. */
  close(): Promise<void>;
}

export interface RunToOpen {
  readonly runDirectory: string;
  readonly config: GanConfig;
  /** The first record, or the one that the run was left with. */
  readonly record: RunRecord;
  readonly prepared: PreparedTraining;
  readonly resumedFrom?: ResumedFrom;
}

/**
 * Opens a run whose trainer is ready. From here on the run exists for everybody.
 *
 * @throws Error of the file system
 */
export async function openTrainingRun(opened: RunToOpen): Promise<OpenTrainingRun> {
  const { runDirectory, resumedFrom, prepared } = opened;
  if (resumedFrom !== undefined) await clearFuture(runDirectory, prepared.trainer.step);
  const token = randomBytes(32).toString('hex');
  const hub = new ClientHub(token);
  const { grid, ...parts } = createRun(opened, hub);
  const { run, requests, controls, journal } = parts;
  const { telemetry, balance, distributions, metrics, inspector } = parts;
  if (inspector !== undefined) await keepLatents(opened, grid);
  const place = createSocketPlace();
  await removeDeadSockets(dirname(dirname(place.path)));
  process.once('exit', place.remove);
  await hub.listen(place.path, {
    attachResult: () => requests.attachResult(),
    pause: () => requests.pause(),
    resume: () => requests.resume(),
    singleStep: () => requests.singleStep(),
    singleUpdate: (player) => requests.singleUpdate(player),
    slowMotion: (updatesPerSecond) => requests.slowMotion(updatesPerSecond),
    stop: () => requests.stop('Stopped by the user.'),
    changeSetting: (setting, value) => requests.changeSetting(setting, value),
    distribution: (...known) => requests.distribution(...known),
    inspect: (request) => requests.inspect(request),
    saveModel: () => requests.saveModel(),
  });
  // Before the record: whoever reads a live state there finds somebody at the socket.
  await writeConnection(runDirectory, {
    protocolVersion: WORKER_PROTOCOL_VERSION,
    socketPath: place.path,
    token,
    processId: process.pid,
  });
  await journal.open(resumedFrom?.checkpoint.step);
  const stopTimers = startTimers(telemetry, journal, controls);
  return {
    run,
    controls,
    close: async () => {
      stopTimers();
      await removeConnection(runDirectory, token);
      await hub.close();
      await metrics?.close();
      await inspector?.close();
      telemetry.close();
      balance.close();
      distributions?.close();
      journal.close();
      await prepared.trainer.dispose();
    },
  };
}

interface RunParts {
  readonly run: TrainingRun;
  readonly requests: ClientRequests;
  readonly controls: Controls;
  readonly journal: RunJournal;
  readonly telemetry: Telemetry;
  readonly balance: Balance;
  readonly distributions: Distributions | undefined;
  readonly metrics: SampleMetrics | undefined;
  readonly inspector: SampleInspector | undefined;
  readonly grid: GridLatents;
}

/** The parts of a run, wired to each other. */
function createRun(
  { runDirectory, config, record, prepared, resumedFrom }: RunToOpen,
  publisher: Publisher,
): RunParts {
  const { trainer } = prepared;
  const startStep = trainer.step;
  const controls = new Controls();
  const clock = new TrainingClock(now, resumedFrom?.checkpoint.seconds ?? 0);
  const startSeconds = clock.seconds;
  const trainingSeconds = (): number => clock.seconds - startSeconds;
  const background = new BackgroundWrites((error) => controls.abort(error));
  const telemetry = new Telemetry({
    writer: MetricsWriter.open(runDirectory, startStep),
    publisher,
    clock,
    now,
    steps: config.training.steps,
    startStep,
    convention: prepared.equilibrium,
    measuring: (progress) => metrics?.plan(progress),
  });
  const balance = createBalance(runDirectory, config, prepared, trainingSeconds);
  const journal = new RunJournal({
    runDirectory,
    record: { ...record, host: hostname(), processId: process.pid },
    writer: new JournalWriter(runDirectory),
    publisher,
    currentStep: () => trainer.step,
  });
  const { keep } = config.checkpoints;
  const checkpoints = new CheckpointKeeper(
    { runDirectory, keep, trainer, journal, telemetry, balance, clock, background },
    resumedFrom?.checkpoint.step,
  );
  const grid = gridOf(config, prepared, record.classes);
  const sampleGrid = new SampleGrid({
    ...{ runDirectory, trainer, grid },
    data: prepared.evaluationData,
    seed: config.training.seed,
  });
  const inspector = createInspector(config, prepared, grid, controls);
  const distributions = createDistributions(runDirectory, config, prepared, publisher);
  const metrics = startSampleMetrics(runDirectory, config, prepared.compared, {
    ...{ trainer, trainingSeconds, now },
    onPlan: () => telemetry.tellProgress(),
    onFailure: (reason) => journal.error(reason),
  });
  const replayed = new ReplayedEdits(resumedFrom?.journal ?? [], startStep);
  const parts = {
    ...{ runDirectory, config, trainer, controls, journal, telemetry, balance, clock, now },
    ...{ sampleGrid, distributions, metrics, inspector, checkpoints, background, grid },
    settings: new RunSettings(record.settings, replayed),
    watched: new WatchedUpdates({ trainer, publisher, now }),
    sampleShape: prepared.data.sampleShape,
    classes: record.classes,
  };
  const steps = new TrainingSteps(parts);
  const run = new TrainingRun({ ...parts, steps });
  return { ...parts, run, requests: new ClientRequests({ ...parts, steps }) };
}

function createBalance(
  runDirectory: string,
  config: GanConfig,
  { trainer, equilibrium, heldOut }: PreparedTraining,
  trainingSeconds: () => number,
): Balance {
  return new Balance({
    writer: BalanceWriter.open(runDirectory, trainer.step),
    loss: config.loss,
    overfit:
      heldOut &&
      new OverfitMeter({
        ...{ trainer, data: heldOut, convention: equilibrium, trainingSeconds, now },
        conditional: config.generator.conditioning !== undefined,
      }),
    now,
  });
}

/** A picture of points shows many; a grid of images as many as were asked for. */
function gridOf(
  { evaluation, data }: GanConfig,
  { trainer }: PreparedTraining,
  classes: readonly string[] | undefined,
): GridLatents {
  const { samples } = evaluation;
  const shown = isImageData(data) ? samples : Math.max(samples, DENSITY_SAMPLES);
  return gridLatents(trainer, shown, classes);
}

async function keepLatents(
  { runDirectory, config }: RunToOpen,
  { count, latents, classes }: GridLatents,
): Promise<void> {
  const { distribution } = config.generator.latent;
  await writeLatents(runDirectory, { count, latents, classes, distribution });
}

/** Undefined where samples are no images. */
function createInspector(
  config: GanConfig,
  { trainer, data, images, digits }: PreparedTraining,
  grid: GridLatents,
  controls: Controls,
): SampleInspector | undefined {
  if (images === undefined) return undefined;
  return new SampleInspector({
    ...{ config, networks: trainer, data, images, digits, grid },
    alone: (task) => controls.atBoundary(task),
  });
}

function createDistributions(
  runDirectory: string,
  config: GanConfig,
  { trainer, evaluationData, streams, equilibrium }: PreparedTraining,
  publisher: Publisher,
): Distributions | undefined {
  if (!hasDistributions(config, evaluationData.sampleShape)) return undefined;
  const meter = new DistributionMeter({
    ...{ config, trainer, streams, data: evaluationData, convention: equilibrium },
    minibatchSize: DENSITY_SAMPLES,
  });
  return new Distributions({
    ...{ runDirectory, meter, publisher, startStep: trainer.step, now },
    steps: config.training.steps,
    everySteps: config.evaluation.everySteps,
  });
}

/** Removes what a run made after the checkpoint it goes on from: that future will be another one. */
async function clearFuture(runDirectory: string, step: number): Promise<void> {
  await removeCheckpointsAfter(runDirectory, step);
  await removeSamplesAfter(runDirectory, step);
  await removeDistributionsAfter(runDirectory, step);
}

function startTimers(telemetry: Telemetry, journal: RunJournal, controls: Controls): () => void {
  const onFailure = (error: unknown): void => {
    log(describeFully(error));
    controls.abort(asError(error));
  };
  const ticking = setInterval(() => {
    try {
      telemetry.tick();
    } catch (error) {
      onFailure(error);
    }
  }, TICK_MS);
  const beating = setInterval(() => {
    journal.heartbeat().catch(onFailure);
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(ticking);
    clearInterval(beating);
  };
}
