/** Starts training processes, which outlive whoever started them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { mapDataPaths } from '../config/data/dataPaths';
import type { GanConfig } from '../config/ganConfig';
import { resolveConfig } from '../config/resolvedConfig';
import type { EvaluatedRun, EvaluationRequest } from '../protocol/evaluationModel';
import {
  type LaunchMessage,
  launchMessageSchema,
  type SampledRun,
  type SampleRequest,
} from '../protocol/launchProtocol';
import type { DeviceChoice } from '../protocol/runModel';
import { openRegularFile, readRange } from './boundedFile';
import { endEvaluation, type EvaluationOutcome } from './evaluationFile';
import { describeCause } from './fileSystemCause';
import { runFile } from './layout';
import { requireOwnFiles } from './ownFiles';
import { replaceFile } from './replaceFile';
import { createRunDirectory } from './runDirectory';

/** Bytes at the end of the log among which a sudden end is explained. */
const LOG_BYTES = 4000;

/** A run could not be started; the message is fit for the user. Nothing of it is left. */
export class LaunchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LaunchError';
  }
}

/** The folder that holds the runs takes no new one. */
export class RunsDirectoryError extends LaunchError {}

export interface LaunchOptions {
  /** `dist/worker.js`. */
  readonly workerPath: string;
  /** Where @tensorflow/tfjs-node(-gpu) may be installed, best first. */
  readonly tensorflowFolders?: readonly string[];
  /**
   * Hears what the process is doing until it trains, one clause each; `passing` ones count how far it has come, a few a
   * second.
   */
  readonly onStatus?: (message: string, passing: boolean) => void;
  /** Gives the launch up. */
  readonly signal?: AbortSignal;
}

export interface LaunchedRun {
  readonly runDirectory: string;
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

export interface NewRun {
  readonly config: GanConfig;
  /** Absolute path of the file the config comes from: paths in it are relative to its folder. */
  readonly configPath: string;
  /** Folder that the run directory is made in. */
  readonly runsDirectory: string;
}

/** The name of the runs of a config: the one it gives, else that of its file. */
export function runName(config: GanConfig, configPath: string): string {
  return config.name ?? basename(configPath).replace(/\.gan\.(jsonc?|ya?ml)$/i, '');
}

/**
 * Makes a run directory and starts to train in a process of its own. Resolves once clients can attach.
 *
 * @throws LaunchError when the run could not be started; then there is no run directory either
 */
export async function launchRun(run: NewRun, options: LaunchOptions): Promise<LaunchedRun> {
  const runDirectory = await layOut(run);
  try {
    const args = [runDirectory, '--config', run.configPath];
    const { warnings } = answerOf(await launchWorker(args, runDirectory, options), 'ready');
    return { runDirectory, warnings };
  } catch (error) {
    await rm(runDirectory, { recursive: true, force: true });
    throw error;
  }
}

async function layOut({ config, configPath, runsDirectory }: NewRun): Promise<string> {
  const name = runName(config, configPath);
  try {
    const runDirectory = await createRunDirectory(runsDirectory, name);
    const resolved = { ...config, name, data: absolutePaths(config.data, configPath) };
    try {
      await replaceFile(runFile(runDirectory, 'config'), resolveConfig(resolved));
    } catch (error) {
      await rm(runDirectory, { recursive: true, force: true });
      throw error;
    }
    return runDirectory;
  } catch (error) {
    throw new RunsDirectoryError(
      `No run can be started in ${runsDirectory}. ${describeCause(error)}.`,
    );
  }
}

/** The resolved config can be trained again from wherever it lies. */
function absolutePaths(data: GanConfig['data'], configPath: string): GanConfig['data'] {
  return mapDataPaths(data, (path) => resolve(dirname(configPath), path));
}

/**
 * Goes on with a run from its newest checkpoint that can be read. Resolves once clients can attach.
 *
 * @throws LaunchError when that is not possible; the run is then as it was
 */
export async function resumeRun(
  runDirectory: string,
  options: LaunchOptions,
): Promise<LaunchedRun> {
  await requireRun(runDirectory);
  const message = await launchWorker([runDirectory, '--resume'], runDirectory, options);
  const { warnings } = answerOf(message, 'ready');
  return { runDirectory, warnings };
}

/** The model of a run as files. */
export type ExportedModel = Omit<Extract<LaunchMessage, { type: 'exported' }>, 'type'>;

/**
 * Saves the model of a run that has ended: that of its newest checkpoint that can be read.
 *
 * @throws LaunchError when that is not possible, or was given up
 */
export async function exportModel(
  runDirectory: string,
  options: LaunchOptions,
): Promise<ExportedModel> {
  await requireRun(runDirectory);
  try {
    const message = await launchWorker([runDirectory, '--export'], runDirectory, options);
    return answerOf(message, 'exported');
  } catch (error) {
    if (options.signal?.aborted === true) throw new LaunchError('Saving the model was canceled.');
    throw error;
  }
}

/**
 * Measures the samples of a checkpoint of a run, and adds what comes of it to its evaluations. Its process outlives
 * whoever has started it; the run directory tells how far it has come (`readEvaluation`).
 *
 * @throws LaunchError when that is not possible, or was given up; nothing is added then
 */
export async function evaluateRun(
  runDirectory: string,
  request: EvaluationRequest,
  options: LaunchOptions,
): Promise<EvaluatedRun> {
  await requireRun(runDirectory);
  const id = randomUUID();
  try {
    const args = [runDirectory, '--evaluate', JSON.stringify(request), '--id', id];
    return answerOf(await launchWorker(args, runDirectory, options), 'evaluated').evaluated;
  } catch (error) {
    const canceled = options.signal?.aborted === true;
    // A process that was killed has not said so itself.
    const outcome: EvaluationOutcome = canceled
      ? { state: 'canceled' }
      : { state: 'failed', message: error instanceof Error ? error.message : String(error) };
    const last = await endEvaluation(runDirectory, id, outcome).catch(() => undefined);
    if (canceled || last?.state === 'canceled') {
      throw new LaunchError('The evaluation was canceled.');
    }
    throw error;
  }
}

/**
 * Draws samples from a checkpoint of a run into files.
 *
 * @throws LaunchError when that is not possible, or was given up
 */
export async function sampleRun(
  runDirectory: string,
  request: SampleRequest,
  options: LaunchOptions,
): Promise<SampledRun> {
  await requireRun(runDirectory);
  try {
    const args = [runDirectory, '--sample', JSON.stringify(request)];
    return answerOf(await launchWorker(args, runDirectory, options), 'sampled').sampled;
  } catch (error) {
    if (options.signal?.aborted === true) throw new LaunchError('Drawing samples was canceled.');
    throw error;
  }
}

/**
 * Starts a process that has the networks of the newest checkpoint of a run that has ended.
 *
 * @throws LaunchError when that is not possible, or was given up
 */
export async function launchNetworks(
  runDirectory: string,
  options: LaunchOptions,
): Promise<Omit<Extract<LaunchMessage, { type: 'networks' }>, 'type'>> {
  await requireRun(runDirectory);
  const message = await launchWorker([runDirectory, '--inspect'], runDirectory, options);
  return answerOf(message, 'networks');
}

async function requireRun(runDirectory: string): Promise<void> {
  try {
    await access(runFile(runDirectory, 'record'));
  } catch {
    throw new LaunchError(`${runDirectory} is not a run directory.`);
  }
  try {
    await requireOwnFiles(runDirectory);
  } catch (error) {
    throw new LaunchError(`The run is left as it is: ${messageOf(error)}.`);
  }
}

/** Starts the worker with its output in the run's log and waits for its answer. */
async function launchWorker(
  args: readonly string[],
  runDirectory: string,
  options: LaunchOptions,
): Promise<LaunchMessage> {
  const logPath = runFile(runDirectory, 'log');
  let log: number;
  try {
    log = openSync(logPath, 'a');
  } catch (error) {
    throw new LaunchError(`The run directory cannot be written. ${describeCause(error)}.`);
  }
  try {
    const child = spawnWorker(args, log, options);
    return await lastMessage(child, options, () => endOfLog(logPath));
  } finally {
    closeSync(log);
  }
}

function answerOf<Type extends LaunchMessage['type']>(
  message: LaunchMessage,
  type: Type,
): Extract<LaunchMessage, { type: Type }> {
  if (message.type === type) return message as Extract<LaunchMessage, { type: Type }>;
  throw new LaunchError(`The training process answered with "${message.type}".`);
}

/**
 * Lets a worker try the devices of this machine on the program of a config, without training.
 *
 * @throws LaunchError when the config cannot be trained
 */
export async function reportDevices(
  { config, configPath }: Pick<NewRun, 'config' | 'configPath'>,
  options: LaunchOptions,
): Promise<DeviceChoice> {
  const child = spawnWorker(['--devices'], 'ignore', options);
  child.send({ config, configPath });
  const message = await lastMessage(child, options, () => Promise.resolve(''));
  return answerOf(message, 'devices').choice;
}

function spawnWorker(
  args: readonly string[],
  output: number | 'ignore',
  { workerPath, tensorflowFolders = [] }: LaunchOptions,
): ChildProcess {
  const folders = tensorflowFolders.flatMap((folder) => ['--tensorflow', folder]);
  return spawn(process.execPath, [workerPath, ...args, ...folders], {
    // A session of its own: closing the terminal or the window does not end it.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output, output, 'ipc'],
    // Inside VS Code the executable is Electron.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

/** Waits for the message that ends the launch; then the child is left to itself. */
async function lastMessage(
  child: ChildProcess,
  { onStatus, signal }: LaunchOptions,
  endOfOutput: () => Promise<string>,
): Promise<LaunchMessage> {
  const abort = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  try {
    const message = await new Promise<LaunchMessage | undefined>((resolvePromise, reject) => {
      child.on('error', reject);
      child.on('close', () => resolvePromise(undefined));
      child.on('message', (raw) => {
        const parsed = launchMessageSchema.safeParse(raw);
        if (!parsed.success) return;
        const { data } = parsed;
        if (data.type === 'status') onStatus?.(data.message, data.passing === true);
        else resolvePromise(data);
      });
    });
    if (signal?.aborted === true) throw new LaunchError('The start was canceled.');
    if (message === undefined) throw new LaunchError(await suddenEnd(child, endOfOutput));
    if (message.type === 'failed') throw new LaunchError(message.message);
    return message;
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw new LaunchError(`The training process cannot be started: ${messageOf(error)}.`);
  } finally {
    signal?.removeEventListener('abort', abort);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

async function suddenEnd(child: ChildProcess, endOfOutput: () => Promise<string>): Promise<string> {
  const how = child.signalCode ?? `exit code ${child.exitCode}`;
  const output = await endOfOutput();
  return `The training process ended before it was ready (${how}).${output === '' ? '' : ` Its last words: ${output}`}`;
}

async function endOfLog(path: string): Promise<string> {
  try {
    const log = await openRegularFile(path);
    try {
      const { size } = await log.stat();
      const bytes = await readRange(log, Math.max(0, size - LOG_BYTES), LOG_BYTES);
      const lines = new TextDecoder().decode(bytes).trimEnd().split('\n');
      return lines.findLast((line) => line.includes('rror: ')) ?? lines.at(-1) ?? '';
    } finally {
      await log.close();
    }
  } catch {
    return '';
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
