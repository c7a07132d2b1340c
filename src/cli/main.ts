/** `gan`: the training process without an editor. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { LaunchError } from '../runs/launch';
import { userTensorflowFolder } from '../runs/userFolders';
import { change } from './change';
import {
  attach,
  devices,
  evaluate,
  exportRun,
  listAll,
  resume,
  sample,
  say,
  train,
} from './commands';
import { installCuda } from './installCuda';
import { FAMILY_NAMES } from './evaluate';
import { UsageError } from './usageError';
import { EXIT_CODES } from './watchRun';

const runsOption = ['--runs <directory>', 'folder of the runs', 'runs'] as const;
const collected = [
  (value: string, before: readonly string[]): readonly string[] => [...before, value],
  [] as readonly string[],
] as const;
const setOption = [
  '--set <path=value>',
  'change a value of the config, such as training.steps=500; repeatable',
  ...collected,
] as const;
const detachOption = ['--detach', 'do not follow: print the run directory and return'] as const;
const tensorflowOption = (): Option =>
  new Option(
    '--tensorflow <folder>',
    'where @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node is installed; repeatable; without it, the current folder, then that of install-cuda',
  )
    .env('GAN_TENSORFLOW_PATH')
    .argParser((value: string, before?: readonly string[]) => [...(before ?? []), value]);

async function main(): Promise<void> {
  const program = new Command('gan')
    .description('Trains generative adversarial networks.')
    .version(ownVersion());
  const ending =
    <A extends unknown[]>(action: (...args: A) => Promise<number>) =>
    async (...args: A): Promise<void> => {
      process.exitCode = await action(...args);
    };
  program
    .command('train <config>')
    .description('start a run')
    .option(...runsOption)
    .option(...setOption)
    .option(...detachOption)
    .addOption(tensorflowOption())
    .action(ending(train));
  program
    .command('resume [run]')
    .description('go on with a run from its newest checkpoint; without a name, the newest run')
    .option(...runsOption)
    .option(...detachOption)
    .addOption(tensorflowOption())
    .action(ending(resume));
  program
    .command('attach [run]')
    .description('follow a run that is training; without a name, the newest run')
    .option(...runsOption)
    .action(ending(attach));
  program
    .command('change [run]')
    .description(
      'change settings of a run that trains, or list them; without a name, of the newest run',
    )
    .option(...runsOption)
    .option(
      '--set <setting=number>',
      'a setting, such as discriminatorSteps=2 or generatorBeta1=0.9; repeatable; without it, lists all',
      ...collected,
    )
    .action(ending(change));
  program
    .command('export [run]')
    .description('save the model of a run as ONNX and safetensors; without a name, the newest run')
    .option(...runsOption)
    .action(ending(exportRun));
  evaluateCommand(program)
    .option(...runsOption)
    .action(ending(evaluate));
  sampleCommand(program)
    .option(...runsOption)
    .action(ending(sample));
  program
    .command('devices [config]')
    .description('show what this machine can train on, and how fast')
    .option(...setOption)
    .addOption(tensorflowOption())
    .option('--json', 'print JSON instead of a table')
    .action(ending(devices));
  program
    .command('install-cuda')
    .description("install TensorFlow's CUDA package, for device: tensorflow on an NVIDIA GPU")
    .option('--folder <folder>', 'where to', userTensorflowFolder)
    .action(ending(installCuda));
  program
    .command('runs')
    .description('list the runs')
    .option(...runsOption)
    .action(ending(listAll));
  await program.parseAsync();
}

function evaluateCommand(program: Command): Command {
  return program
    .command('evaluate [run]')
    .description(
      'measure the samples of a checkpoint beside what real samples get, more thoroughly than while training; without a name, the newest run',
    )
    .option('--samples <number>', 'generated samples, and as many real ones (default: 2000)')
    .option(
      '--metrics <names>',
      `auto, or some of ${FAMILY_NAMES.join(', ')}, with commas between (default: auto)`,
    )
    .option('--step <step>', 'step of the checkpoint (default: the newest)')
    .option(
      '--test-images <file>',
      'IDX file of images that the run did not train on, for copies and the log-likelihood',
    )
    .option('--json', 'print JSON instead of tables');
}

function sampleCommand(program: Command): Command {
  return program
    .command('sample [run]')
    .description(
      'draw samples from a checkpoint: all of them as a NumPy array, and a picture; without a name, from the newest run',
    )
    .option('--count <number>', 'samples (default: 64)')
    .option('--seed <number>', 'another one gives other samples (default: 0)')
    .option('--step <step>', 'step of the checkpoint (default: the newest)')
    .option(
      '--out <path>',
      'path of the files without .npy and .png (default: the name of the run)',
    );
}

function ownVersion(): string {
  const text = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Where in the program it happened is of use only for mistakes of the program itself. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const meant =
    error instanceof UsageError ||
    error instanceof LaunchError ||
    Object.getPrototypeOf(error) === Error.prototype;
  return meant ? error.message : (error.stack ?? error.message);
}

main().catch((error: unknown) => {
  say(describeFailure(error));
  process.exitCode = error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
});
