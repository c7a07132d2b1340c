/**
 * The training process.
 *
 *   worker.js <run directory> [--config <path>]   starts the run that is laid out there
 *   worker.js <run directory> --resume            goes on from its newest checkpoint
 *   worker.js <run directory> --export            saves the model of its newest checkpoint, for a run that has ended
 *   worker.js <run directory> --evaluate <request> [--id <id>]  measures the samples of a checkpoint; the request is JSON
 *   worker.js <run directory> --sample <request>   draws samples from a checkpoint into files; the request is JSON
 *   worker.js <run directory> --inspect           answers questions about the samples of a run that has ended
 *   worker.js --devices                           waits for a config and answers which device it would take
 *   worker.js --probe-tensorflow <package>        loads a package of TensorFlow's and prints what it is
 *
 * `--tensorflow <folder>`, repeatable: where @tensorflow/tfjs-node(-gpu) may be installed, best first.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { formatCount } from '../config/formatCount';
import { ganConfigSchema } from '../config/ganConfig';
import { type LaunchMessage, sampleRequestSchema } from '../protocol/launchProtocol';
import { asError, messageOf } from '../runs/errors';
import { evaluateRun } from './evaluateRun';
import { keepEvaluation } from './evaluation/keepEvaluation';
import { evaluationRequestSchema } from './evaluationRequest';
import { exportModel } from './exportModel';
import { openNetworks } from './inspection/inspectEndedRun';
import { describeFully, log } from './log';
import { prepareTraining } from './prepareTraining';
import { sampleRun } from './sampleRun';
import { resumeTraining, startTraining, type StartedTraining } from './startTraining';
import type { Surroundings } from './surroundings';
import { printTensorflowProbe } from './tensorflowModule';

/** A run that does not come to an end by itself after a fatal error is ended. */
const FATAL_TIMEOUT_MS = 10_000;

/** Does nothing once the launcher is gone, for instance with the window that was reloaded: the run starts all the same. */
function tellLauncher(message: LaunchMessage): void {
  process.send?.(message, () => undefined);
}

/** For the last message: exiting at once would lose it. */
async function tellLauncherFinally(message: LaunchMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}

function tellStatus(message: string, passing = false): void {
  if (!passing) log(message);
  tellLauncher({ type: 'status', message, passing });
}

async function train(start: () => Promise<StartedTraining>): Promise<void> {
  const { open, warnings } = await start();
  const { controls, run } = open;
  for (const warning of warnings) log(`Warning: ${warning}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      log(`${signal} received.`);
      controls.requestStop(`Stopped by ${signal}.`);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log(describeFully(error));
      controls.abort(asError(error));
      setTimeout(() => process.exit(1), FATAL_TIMEOUT_MS).unref();
    });
  }
  tellLauncher({ type: 'ready', warnings });
  if (process.connected) process.disconnect();
  const { state, reason, step } = await run.train();
  log(
    `The run is ${state} after step ${formatCount(step)}.${reason === undefined ? '' : ` ${reason}`}`,
  );
  await open.close();
}

const devicesRequest = z.object({ config: ganConfigSchema, configPath: z.string() });

async function reportDevices(surroundings: Surroundings): Promise<void> {
  const message = await new Promise<unknown>((resolve) => process.once('message', resolve));
  const { config, configPath } = devicesRequest.parse(message);
  const { device, trainer } = await prepareTraining(config, configPath, surroundings);
  await trainer.dispose();
  await tellLauncherFinally({ type: 'devices', choice: device });
}

async function reportExport(runDirectory: string): Promise<void> {
  const { step, directory, files, warnings } = await exportModel(runDirectory, tellStatus);
  for (const warning of warnings) log(`Warning: ${warning}`);
  log(`Saved the model of step ${formatCount(step)}: ${files.join(', ')}`);
  await tellLauncherFinally({ type: 'exported', step, directory, files, warnings });
}

async function reportEvaluation(
  runDirectory: string,
  request: string,
  id: string,
  surroundings: Surroundings,
): Promise<void> {
  const asked = evaluationRequestSchema.parse(JSON.parse(request));
  const evaluated = await keepEvaluation(runDirectory, id, surroundings, (evaluating) =>
    evaluateRun(runDirectory, asked, evaluating),
  );
  for (const warning of evaluated.warnings) log(`Warning: ${warning}`);
  log(`Evaluated step ${formatCount(evaluated.step)}.`);
  await tellLauncherFinally({ type: 'evaluated', evaluated });
}

async function reportSamples(
  runDirectory: string,
  request: string,
  surroundings: Surroundings,
): Promise<void> {
  const asked = sampleRequestSchema.parse(JSON.parse(request));
  const sampled = await sampleRun(runDirectory, asked, surroundings);
  log(
    `Drew ${asked.count} samples of step ${formatCount(sampled.step)}: ${sampled.files.join(', ')}`,
  );
  await tellLauncherFinally({ type: 'sampled', sampled });
}

async function showNetworks(runDirectory: string, surroundings: Surroundings): Promise<void> {
  const { done, ...opened } = await openNetworks(runDirectory, surroundings);
  log(`The networks of step ${formatCount(opened.step)} answer questions.`);
  await tellLauncherFinally({ type: 'networks', ...opened });
  if (process.connected) process.disconnect();
  await done;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      resume: { type: 'boolean', default: false },
      export: { type: 'boolean', default: false },
      evaluate: { type: 'string' },
      id: { type: 'string', default: randomUUID() },
      sample: { type: 'string' },
      inspect: { type: 'boolean', default: false },
      config: { type: 'string' },
      devices: { type: 'boolean', default: false },
      tensorflow: { type: 'string', multiple: true, default: [] },
      'probe-tensorflow': { type: 'string' },
    },
  });
  const [runDirectory] = positionals;
  const surroundings: Surroundings = { tellStatus, tensorflowFolders: values.tensorflow };
  const probed = values['probe-tensorflow'];
  if (probed !== undefined) await printTensorflowProbe(probed);
  else if (values.devices) await reportDevices(surroundings);
  else if (runDirectory === undefined)
    throw new Error(
      'Usage: worker.js <run directory> [--resume | --export | --inspect | --evaluate <request> | --sample <request>]',
    );
  else if (values.evaluate !== undefined)
    await reportEvaluation(runDirectory, values.evaluate, values.id, surroundings);
  else if (values.sample !== undefined)
    await reportSamples(runDirectory, values.sample, surroundings);
  else if (values.export) await reportExport(runDirectory);
  else if (values.inspect) await showNetworks(runDirectory, surroundings);
  else if (values.resume) await train(() => resumeTraining(runDirectory, surroundings));
  else await train(() => startTraining(runDirectory, values.config, surroundings));
}

main().then(
  () => process.exit(0),
  async (error: unknown) => {
    log(describeFully(error));
    await tellLauncherFinally({ type: 'failed', message: messageOf(error) });
    process.exit(1);
  },
);
