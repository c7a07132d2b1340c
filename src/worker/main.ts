/**
 * The training process.
 *
 *   worker.js <run directory> [--config <path>]   starts the run that is laid out there
 *   worker.js <run directory> --resume            goes on from its newest checkpoint
 *   worker.js --devices                           waits for a config and answers which device it would take
 */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ganConfigSchema } from '../config/ganConfig';
import type { LaunchMessage } from '../protocol/launchProtocol';
import { describeFully, log } from './log';
import { prepareTraining } from './prepareTraining';
import { resumeTraining, startTraining, type StartedTraining } from './startTraining';

/** A run that does not come to an end by itself after a fatal error is ended. */
const FATAL_TIMEOUT_MS = 10_000;

function tellLauncher(message: LaunchMessage): void {
  process.send?.(message);
}

function tellStatus(message: string): void {
  log(message);
  tellLauncher({ type: 'status', message });
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
      controls.abort(error instanceof Error ? error : new Error(String(error)));
      setTimeout(() => process.exit(1), FATAL_TIMEOUT_MS).unref();
    });
  }
  tellLauncher({ type: 'ready', warnings });
  if (process.connected) process.disconnect();
  const { state, reason, step } = await run.train();
  log(`The run is ${state} after step ${step}.${reason === undefined ? '' : ` ${reason}`}`);
  await open.close();
}

const devicesRequest = z.object({ config: ganConfigSchema, configPath: z.string() });

async function reportDevices(): Promise<void> {
  const message = await new Promise<unknown>((resolve) => process.once('message', resolve));
  const { config, configPath } = devicesRequest.parse(message);
  const { device, trainer } = await prepareTraining(config, configPath, tellStatus);
  await trainer.dispose();
  tellLauncher({ type: 'devices', choice: device });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      resume: { type: 'boolean', default: false },
      config: { type: 'string' },
      devices: { type: 'boolean', default: false },
    },
  });
  const [runDirectory] = positionals;
  if (values.devices) await reportDevices();
  else if (runDirectory === undefined)
    throw new Error('Usage: worker.js <run directory> [--resume]');
  else if (values.resume) await train(() => resumeTraining(runDirectory, tellStatus));
  else await train(() => startTraining(runDirectory, values.config, tellStatus));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log(describeFully(error));
    const message = error instanceof Error ? error.message : String(error);
    if (process.send === undefined) process.exit(1);
    // Exiting at once would lose the message.
    process.send({ type: 'failed', message } satisfies LaunchMessage, () => process.exit(1));
  },
);
