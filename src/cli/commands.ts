/** What the commands of `gan` do. Each answers its exit code. */
import { join, relative, resolve } from 'node:path';
import { formatCount } from '../config/formatCount';
import {
  type LaunchedRun,
  type LaunchOptions,
  evaluateRun,
  exportModel,
  launchRun,
  reportDevices,
  resumeRun,
  sampleRun,
} from '../runs/launch';
import { openRun } from '../runs/openRun';
import { listRuns } from '../runs/runsIndex';
import { userTensorflowFolder } from '../runs/userFolders';
import {
  describeEvaluation,
  describeWhere,
  type EvaluateOptions,
  evaluationRequest,
} from './evaluate';
import { findRun } from './findRun';
import { formatCommand, printable } from './format';
import { type Interruptible, interruptible } from './interruptible';
import { loadConfig } from './loadConfig';
import { parseOverride } from './overrides';
import { withClient } from './quietClient';
import { describeDevices, describeRuns, describeSavedModel } from './reports';
import { sampleRequest, type SampleOptions } from './sample';
import { EXIT_CODES, watchRun } from './watchRun';

const workerPath = join(__dirname, 'worker.js');
/** What devices are tried on when no config is named. */
const presetProgram = join(__dirname, 'examples', 'digits.gan.json');

export interface RunsOption {
  readonly runs: string;
}

export interface DetachOption {
  readonly detach?: true;
}

export interface SetOption {
  readonly set: readonly string[];
}

export interface TensorflowOption {
  /** Folders. */
  readonly tensorflow?: readonly string[];
}

interface SavedModel {
  readonly step: number;
  readonly files: readonly string[];
}

export function say(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

function interruptibleLaunch(
  given?: TensorflowOption,
): Interruptible & { readonly options: LaunchOptions } {
  const launch = interruptible();
  const folders = given && (given.tensorflow ?? ['.', userTensorflowFolder]);
  return Object.assign(launch, {
    options: {
      workerPath,
      signal: launch.signal,
      ...(folders !== undefined && {
        tensorflowFolders: folders.map((folder) => resolve(folder)),
      }),
      onStatus: launch.onStatus,
    },
  });
}

/** Starts a run, then follows it unless asked not to. */
async function start(
  startRun: (options: LaunchOptions) => Promise<LaunchedRun>,
  given: DetachOption & TensorflowOption,
): Promise<number> {
  const launch = interruptibleLaunch(given);
  try {
    const { runDirectory, warnings } = await startRun(launch.options);
    for (const warning of warnings) say(`Warning: ${warning}`);
    const { record } = await openRun(runDirectory);
    const where = relative('.', runDirectory);
    say(`Training on ${record.device?.label ?? 'an unknown device'}, in ${where}`);
    if (given.detach !== true) return await watchRun(runDirectory, launch);
    // The one line on standard output: scripts read it.
    process.stdout.write(`${runDirectory}\n`);
    say(`Attach with: ${formatCommand('attach', where)}`);
    return EXIT_CODES.good;
  } finally {
    launch.done();
  }
}

export async function train(
  path: string,
  given: RunsOption & DetachOption & SetOption & TensorflowOption,
): Promise<number> {
  const { config, configPath, warnings } = await loadConfig(path, given.set.map(parseOverride));
  for (const warning of warnings) say(warning);
  const run = { config, configPath, runsDirectory: resolve(given.runs) };
  return start((options) => launchRun(run, options), given);
}

export async function resume(
  word: string | undefined,
  given: RunsOption & DetachOption & TensorflowOption,
): Promise<number> {
  const runDirectory = await findRun(word, given.runs);
  return start((options) => resumeRun(runDirectory, options), given);
}

export async function attach(word: string | undefined, given: RunsOption): Promise<number> {
  const runDirectory = await findRun(word, given.runs);
  const { record, attachable, resumable } = await openRun(runDirectory);
  if (attachable) return watchRun(runDirectory);
  say(record.reason ?? `The run is ${record.state} after step ${formatCount(record.step)}.`);
  if (resumable) say(`Resume with: ${formatCommand('resume', relative('.', runDirectory))}`);
  return EXIT_CODES.failed;
}

/** Saves the model: by the run's own process while it trains, else from its newest checkpoint. */
export async function exportRun(word: string | undefined, given: RunsOption): Promise<number> {
  const runDirectory = await findRun(word, given.runs);
  const { attachable } = await openRun(runDirectory);
  const { step, files } = attachable
    ? await withClient(runDirectory, (client) => client.call('saveModel'))
    : await saveEnded(runDirectory);
  say(describeSavedModel(step, files.length));
  // On standard output: scripts read them.
  process.stdout.write(files.map((file) => `${file}\n`).join(''));
  return EXIT_CODES.good;
}

async function saveEnded(runDirectory: string): Promise<SavedModel> {
  const launch = interruptibleLaunch();
  try {
    const { warnings, ...saved } = await exportModel(runDirectory, launch.options);
    for (const warning of warnings) say(`Warning: ${warning}`);
    return saved;
  } finally {
    launch.done();
  }
}

/** Measures the samples of a checkpoint; the table goes to standard output, all else to standard error. */
export async function evaluate(
  word: string | undefined,
  given: RunsOption & EvaluateOptions,
): Promise<number> {
  const request = evaluationRequest(given);
  const runDirectory = await findRun(word, given.runs);
  const launch = interruptibleLaunch();
  try {
    const evaluated = await evaluateRun(runDirectory, request, launch.options);
    launch.done();
    const json = JSON.stringify(evaluated, null, 2);
    process.stdout.write(
      `${given.json === true ? json : printable(describeEvaluation(evaluated))}\n`,
    );
    for (const warning of evaluated.warnings) say(`Note: ${warning}`);
    say(describeWhere(runDirectory, evaluated));
    return EXIT_CODES.good;
  } finally {
    launch.done();
  }
}

/** Draws samples into files, whose paths go to standard output. */
export async function sample(
  word: string | undefined,
  given: RunsOption & SampleOptions,
): Promise<number> {
  const runDirectory = await findRun(word, given.runs);
  const request = sampleRequest(runDirectory, given);
  const launch = interruptibleLaunch();
  try {
    const { step, files, warnings } = await sampleRun(runDirectory, request, launch.options);
    launch.done();
    for (const warning of warnings) say(`Note: ${warning}`);
    say(
      `Drew ${formatCount(request.count)} samples from the generator of step ${formatCount(step)}.`,
    );
    process.stdout.write(files.map((file) => `${file}\n`).join(''));
    return EXIT_CODES.good;
  } finally {
    launch.done();
  }
}

export async function devices(
  path: string | undefined,
  given: SetOption & TensorflowOption & { readonly json?: true },
): Promise<number> {
  const overrides = given.set.map(parseOverride);
  const launch = interruptibleLaunch(given);
  try {
    const { config, configPath } = await loadConfig(path ?? presetProgram, overrides);
    const choice = await reportDevices({ config, configPath }, launch.options);
    const json = JSON.stringify(choice, null, 2);
    process.stdout.write(`${given.json === true ? json : describeDevices(choice)}\n`);
    return EXIT_CODES.good;
  } finally {
    launch.done();
  }
}

export async function listAll(given: RunsOption): Promise<number> {
  const listed = await listRuns(given.runs);
  if (listed.length === 0) say(`There are no runs in ${given.runs}.`);
  else process.stdout.write(`${printable(await describeRuns(listed))}\n`);
  return EXIT_CODES.good;
}
