import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseNpyHeader } from '../../../src/dataFiles/npy';
import type { EvaluatedRun } from '../../../src/protocol/evaluationModel';
import { EvaluationTail } from '../../../src/runs/evaluations';
import { listRuns } from '../../../src/runs/runsIndex';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { attach, ended, smallConfig, until } from '../../helpers/trainingRuns';

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `gan`; `onOutput` sees all of standard error so far and may send a signal. */
function gan(
  cwd: string,
  args: readonly string[],
  onOutput: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Finished> {
  const child = spawn(process.execPath, [join(programs, 'cli.js'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    onOutput(stderr, (signal) => void child.kill(signal));
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function folderWithConfig(steps: number): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'small.gan.json'), JSON.stringify(smallConfig({ steps })));
  return folder;
}

describe('gan', () => {
  test('trains a config to the end and tells where everything is', async () => {
    const folder = folderWithConfig(30);
    const { code, stderr } = await gan(folder, ['train', 'small.gan.json']);
    expect(stderr).toContain('Training on ONNX Runtime, CPU, 1 thread, in runs/');
    expect(stderr).toMatch(
      /Completed 30 steps\. Everything is in runs\/\d{8}-\d{6}-small-[0-9a-f]{8}\n/,
    );
    expect(code).toBe(0);
    const exported = await gan(folder, ['export']);
    expect(exported.stderr).toContain(
      'Saved the model of step 30 to exports/step-000000030 (5 files).\n',
    );
    expect(exported.stdout.trim().split('\n')).toContainEqual(
      expect.stringMatching(/\/exports\/step-000000030\/generator\.onnx$/),
    );
    expect(exported.code).toBe(0);
    const listed = await gan(folder, ['runs']);
    expect(listed.stdout).toMatch(/RUN +STATE +STEP +K +STARTED\n\S+ +completed +30\/30 +1 /);
  });

  test('evaluates a checkpoint and adds that to the run, unless it is canceled or has no such step; draws samples', async () => {
    const folder = folderWithConfig(40);
    const quietly = ['--set', 'evaluation.metrics=[]'];
    expect((await gan(folder, ['train', 'small.gan.json', ...quietly])).code).toBe(0);
    const [run] = await listRuns(join(folder, 'runs'));
    const tail = new EvaluationTail(run!.runDirectory);
    const { code, stdout, stderr } = await gan(folder, [
      ...['evaluate', '--samples', '100', '--step', '20', '--json'],
      ...['--metrics', 'kid,twoSample,mmdTest,diversity,memorization,parzen'],
    ]);
    expect(code).toBe(0);
    const evaluated = JSON.parse(stdout) as EvaluatedRun;
    expect(evaluated.step).toBe(20);
    expect(evaluated.rows.map(({ metric, samples }) => [metric, samples])).toEqual([
      ['kernelInceptionDistance', 100],
      ['twoSampleAccuracy', 100],
      ['twoSamplePValue', 100],
      ['mmdPValue', 100],
      ['diversity', 100],
      ['memorizationRatio', 1000],
      ['memorizationScore', 1000],
      ['parzenLogLikelihood', 10_000],
      ['parzenSigma', 10_000],
    ]);
    const value = (metric: string) =>
      evaluated.rows.find((row) => row.metric === metric)?.value ?? NaN;
    // After 20 steps anything tells the samples from digits.
    expect(value('twoSampleAccuracy')).toBeGreaterThan(0.9);
    expect(value('twoSamplePValue')).toBeLessThan(1e-6);
    expect(value('memorizationRatio')).toBeGreaterThan(1);
    expect(evaluated.parzen?.sigmas).toHaveLength(10);
    expect(evaluated.parzen?.sigmas).toContain(value('parzenSigma'));
    expect(stderr).toContain('Note: The run trains on all samples there are');
    expect((await tail.read()).rows).toEqual(evaluated.rows);
    expect(stderr).toContain('Step 20, generator; added to the evaluations of runs/');

    const file = join(run!.runDirectory, 'evaluations.ndjson');
    const kept = readFileSync(file, 'utf8');
    let killed = false;
    const canceled = await gan(folder, ['evaluate'], (output, kill) => {
      if (killed || !output.includes('Loading the networks')) return;
      killed = true;
      kill('SIGINT');
    });
    expect(canceled.stderr).toContain('The evaluation was canceled.');
    expect(canceled.code).toBe(1);
    const absent = await gan(folder, ['evaluate', '--step', '7']);
    expect(absent.stderr).toContain(
      'This run has no checkpoint of step 7. Its checkpoints: 20, 40.\n',
    );
    expect(absent.code).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe(kept);

    const drawn = await gan(folder, ['sample', '--count', '10', '--out', 'drawn/ten.npy']);
    const files = ['npy', 'png'].map((ending) => join(folder, 'drawn', `ten.${ending}`));
    expect(drawn.stdout).toBe(`${files.join('\n')}\n`);
    expect(drawn.stderr).toContain('Drew 10 samples from the generator of step 40.');
    const [array = Buffer.alloc(0), picture = Buffer.alloc(0)] = files.map((path) =>
      readFileSync(path),
    );
    expect(parseNpyHeader(array).shape).toEqual([10, 1, 8, 8]);
    // Four tiles of 48 pixels in a row, two pixels between.
    expect(decode(picture)).toMatchObject({ width: 198, text: { Step: '40', Draw: '0' } });
    await gan(folder, ['sample', '--count', '10', '--seed', '1', '--out', 'drawn/other']);
    expect(readFileSync(join(folder, 'drawn', 'other.npy')).equals(array)).toBe(false);
  });

  test('changes values of the config on the way', async () => {
    const folder = folderWithConfig(1_000_000);
    const args = ['--set', 'training.steps=3', '--set', 'name=Drei', '--runs', 'elsewhere'];
    expect((await gan(folder, ['train', 'small.gan.json', ...args])).code).toBe(0);
    const [run] = await listRuns(join(folder, 'elsewhere'));
    expect(run?.record).toMatchObject({ name: 'Drei', steps: 3, state: 'completed' });
  });

  test('tells all that is wrong with a config at once, each with its place', async () => {
    const folder = temporaryFolder();
    const text = `{
  "data": { "source": "ring", "modes": 0 },
  "generator": { "latent": { "dimension": 2 }, "layers": [{ "type": "dense", "units": 2 }] },
  "discriminator": { "layers": [{ "type": "dens", "units": 1 }] },
  "trainign": {}
}`;
    writeFileSync(join(folder, 'bad.gan.json'), text);
    const { code, stderr } = await gan(folder, ['train', 'bad.gan.json']);
    expect(code).toBe(2);
    const lines = stderr.trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^bad\.gan\.json:2:40: error: `modes` must be /),
      expect.stringMatching(/^bad\.gan\.json:4:43: error: .*Did you mean `dense`\?/),
      expect.stringMatching(/^bad\.gan\.json:5:3: error: `trainign` is no field/),
    ]);
    expect(readdirSync(folder)).toEqual(['bad.gan.json']);
  });

  test('leaves a byte order mark out, and refuses what is no text in UTF-8', async () => {
    const folder = temporaryFolder();
    const text = JSON.stringify(smallConfig({ steps: 1 }));
    writeFileSync(join(folder, 'marked.gan.json'), `\ufeff${text}`);
    expect((await gan(folder, ['train', 'marked.gan.json'])).code).toBe(0);
    writeFileSync(join(folder, 'utf16.gan.json'), Buffer.from(`\ufeff${text}`, 'utf16le'));
    const { code, stderr } = await gan(folder, ['train', 'utf16.gan.json']);
    expect(stderr).toBe('utf16.gan.json is not text in UTF-8. Save it with that encoding.\n');
    expect(code).toBe(2);
  });

  test.skipIf(process.platform === 'win32')('never waits for a pipe', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', ['pipe.gan.json', 'images'], { cwd: folder });
    const config = smallConfig({}, { data: { source: 'idx', images: 'images' } });
    writeFileSync(join(folder, 'images.gan.json'), JSON.stringify(config));
    const [pipe, images] = [
      await gan(folder, ['train', 'pipe.gan.json']),
      await gan(folder, ['train', 'images.gan.json']),
    ];
    expect(pipe.stderr).toContain('is not a regular file');
    expect(images.stderr).toContain('is not a plain file');
    expect([pipe.code, images.code]).toEqual([2, 2]);
  });

  test('lets no file steer the terminal', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'evil.gan.json'), '{ "\\u001b[2J\\u202e": 1 }');
    const { stderr } = await gan(folder, ['train', 'evil.gan.json']);
    expect(stderr).toContain('`\\u001b[2J\\u202e` is no field');
    // eslint-disable-next-line no-control-regex -- that there are none is what is tested
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test.each([
    [['train', 'absent.gan.json'], 'absent.gan.json cannot be read'],
    [['train', 'notes.txt'], 'its name must end with .gan.json or .gan.yaml'],
    [['train', 'small.gan.json', '--set', 'steps'], '--set wants path=value'],
    [['train', 'small.gan.json', '--set', 'training.steps=0'], '--set training.steps: error:'],
    [['attach'], 'There is no run in runs.'],
    [['resume', 'abc'], 'There is no run "abc" in runs.'],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, stderr } = await gan(folderWithConfig(1), args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  test('interrupted, saves, stops and says how to resume; resuming does', async () => {
    const folder = folderWithConfig(1500);
    let interrupted = false;
    const { code, stderr } = await gan(folder, ['train', 'small.gan.json'], (output, kill) => {
      if (interrupted || !/step [\d,]+\/1,500/.test(output)) return;
      interrupted = true;
      // The same Ctrl-C, passed on by the terminal and by a parent process.
      kill('SIGINT');
      kill('SIGTERM');
    });
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping after a checkpoint');
    expect(stderr).not.toContain('etached');
    const [run] = await listRuns(join(folder, 'runs'));
    expect(run?.record?.state).toBe('stopped');
    const command = /Resume with: node \S+ (resume) (\S+)/.exec(stderr);
    expect(command).not.toBeNull();
    const resumed = await gan(folder, command!.slice(1));
    expect(resumed.stderr).toContain('Completed 1,500 steps.');
    expect(resumed.code).toBe(0);
  });

  test('detached, leaves the run alone; it can be attached to and outlives that', async () => {
    const folder = folderWithConfig(1_000_000);
    const { code, stdout } = await gan(folder, ['train', 'small.gan.json', '--detach']);
    expect(code).toBe(0);
    const runDirectory = stdout.trim();
    const client = await attach(runDirectory);
    const attached = await gan(folder, ['attach'], (output, kill) => {
      if (output.includes('/1,000,000')) kill('SIGKILL');
    });
    expect(attached.code).toBeNull();
    const { step } = await client.call('pause');
    const changed = await gan(folder, [
      ...['change', '--set', 'generatorBeta1=0.9', '--set', 'discriminatorSteps=2'],
    ]);
    const from = (step + 1).toLocaleString('en-US');
    expect(changed.stderr).toBe(
      `Generator β₁ is 0.9 from step ${from}.\nDiscriminator steps (k) is 2 from step ${from}.\n`,
    );
    const settings = await gan(folder, ['change']);
    expect(settings.stdout).toMatch(/^discriminatorSteps +2 +Discriminator steps \(k\)$/m);
    expect(settings.stdout).toMatch(/^generatorBeta1 +0\.9 +Generator β₁$/m);
    const refused = await gan(folder, [
      ...['change', '--set', 'discriminatorSteps=5', '--set', 'generatorBeta1=2'],
    ]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      '--set generatorBeta1 wants a number from 0 to 0.9999, not "2".',
    );
    const unknown = await gan(folder, ['change', '--set', 'generatorMomentum=0.5']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain(
      'The config of this run has no generatorMomentum. It has: discriminatorSteps, ',
    );
    // All or nothing.
    expect((await gan(folder, ['change'])).stdout).toMatch(/^discriminatorSteps +2 /m);
    const saved = await gan(folder, ['export']);
    expect(saved.stderr).toContain(`Saved the model of step ${step.toLocaleString('en-US')} to`);
    expect((await client.call('pause')).step).toBe(step);
    const end = gan(folder, ['attach', runDirectory]);
    await until(async () => client.attached.record.state !== 'stopped', 'the run');
    await client.call('stop');
    await ended(runDirectory);
    const { stderr } = await end;
    expect(stderr).toMatch(/Stopped by the user\.|stopped/);
  });

  test('says that a run diverged with exit code 1', async () => {
    const folder = folderWithConfig(5000);
    const rates = ['generator', 'discriminator'].flatMap((player) => [
      '--set',
      `training.${player}Optimizer={"name":"sgd","learningRate":1000}`,
    ]);
    const { code, stderr } = await gan(folder, ['train', 'small.gan.json', ...rates]);
    expect(stderr).toMatch(/Training diverged at step \d+: the /);
    expect(code).toBe(1);
  });

  test('says that nothing can be written there', async () => {
    const folder = folderWithConfig(5);
    writeFileSync(join(folder, 'runs'), '');
    const { code, stderr } = await gan(folder, ['train', 'small.gan.json']);
    expect(stderr).toContain('No run can be started in');
    expect(code).toBe(1);
    mkdirSync(join(folder, 'empty'));
    expect((await gan(folder, ['runs', '--runs', 'empty'])).stderr).toContain('There are no runs');
  });

  test('shows what the machine can train on', async () => {
    const { code, stdout } = await gan(folderWithConfig(5), ['devices']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/→ +ONNX Runtime, CPU, \d+ threads? +[\d.]+ ms\/step/);
    expect(stdout).toContain('TensorFlow.js, plain JavaScript');
  });
});
