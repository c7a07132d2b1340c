/** Readers of the files of a run directory: it may come from anywhere. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode as encodePng } from 'fast-png';
import { openRunFiles } from '../../../src/host/panel/runFiles';
import type { RunReader } from '../../../src/host/runReader/runReader';
import { parseConfig } from '../../../src/config/parse';
import { METRIC_COLUMNS, type JournalEvent } from '../../../src/protocol/runModel';
import { arrowEncoder } from '../../../src/runs/arrowWriting';
import { RunFileError } from '../../../src/runs/boundedFile';
import { encodeCheckpoint, newestCheckpoint, readCheckpoint } from '../../../src/runs/checkpoints';
import { readConnection } from '../../../src/runs/connection';
import { beginEvaluation, endEvaluation, readEvaluation } from '../../../src/runs/evaluationFile';
import { JournalTail, JournalWriter } from '../../../src/runs/journal';
import { checkpointDirectory, runFile, samplesFile } from '../../../src/runs/layout';
import { MetricsTail } from '../../../src/runs/metricsReader';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { openRun } from '../../../src/runs/openRun';
import { readRunRecord } from '../../../src/runs/record';
import { readRunConfig } from '../../../src/runs/runConfig';
import { listRuns } from '../../../src/runs/runsIndex';
import { decodeSafetensors, SafetensorsError } from '../../../src/runs/safetensors';
import { EXAMPLES } from '../../helpers/examples';
import { metricRows } from '../../helpers/metricRows';
import { runRecord } from '../../helpers/runRecord';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutateBytes';
import { mutateValue } from '../mutateValue';
import { ACCEPTED, outcomeOf, type Outcome, type Reader } from '../reader';

/** JSON whose values are changed, or its bytes. */
function makeJson(seeds: readonly unknown[]): (dice: Dice) => Uint8Array {
  const files = seeds.map((seed) => Buffer.from(`${JSON.stringify(seed, null, 2)}\n`));
  return (dice) =>
    dice.chance(0.4)
      ? mutateBytes(dice, files)
      : Buffer.from((JSON.stringify(mutateValue(dice, seeds)) as string | undefined) ?? '');
}

const records = [
  runRecord(),
  runRecord({
    state: 'completed',
    device: { device: 'a', label: 'A', reason: 'r', threads: 1, candidates: [] },
    data: { description: 'd', sampleShape: [1, 8, 8], count: 3 },
    equilibrium: {
      ...{ discriminator: 1.38, generator: 0.69, discriminatorFormula: 'a' },
      ...{ generatorFormula: 'b', outputKind: 'probability', output: 0.5 },
    },
  }),
];
const configs = EXAMPLES.map(({ text }) => parseConfig(text, 'json').config);

const recordReader: Reader = {
  name: 'run.json',
  family: 'run directory',
  make: makeJson(records),
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'record'), input);
    const listed = await listRuns(join(folder, '..'));
    if (listed.length !== 1) throw new Error('the run is not listed');
    // Of a live state on this machine the socket and the other files are asked, too.
    await outcomeOf(() => openRun(folder), RunFileError);
    return outcomeOf(() => readRunRecord(folder), RunFileError, 'run.json');
  },
};

const configReader: Reader = {
  name: 'config.gan.json of a run',
  family: 'run directory',
  make: makeJson(configs),
  read: (input, folder) => {
    writeFileSync(runFile(folder, 'config'), input);
    return outcomeOf(() => readRunConfig(folder), RunFileError, 'config.gan.json');
  },
};

const connectionReader: Reader = {
  name: 'connection.json',
  family: 'run directory',
  make: makeJson([
    { protocolVersion: 1, socketPath: '/tmp/gan-x/worker.sock', token: 'ab', processId: 4242 },
    { protocolVersion: 1, socketPath: '/tmp/\u0000/gan-/worker.sock', token: '', processId: -1 },
  ]),
  read: (input, folder) => {
    writeFileSync(runFile(folder, 'connection'), input);
    return outcomeOf(() => readConnection(folder), RunFileError, 'connection.json');
  },
};

const evaluation = {
  ...{ formatVersion: 1, id: 'a', host: 'h', processId: 1, startedAt: '2026-01-02T03:04:05.000Z' },
} as const;

/** Reads it as a panel does, gives it up, and begins another one. */
const evaluationReader: Reader = {
  name: 'evaluation.json',
  family: 'run directory',
  make: makeJson([
    { ...evaluation, state: 'running', step: 20, message: 'Drawing samples' },
    { ...evaluation, state: 'canceling' },
    { ...evaluation, state: 'done', step: 20, notes: ['One.', 'Two.'], endedAt: '2026-01-02' },
  ]),
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'evaluation'), input);
    const record = await readEvaluation(folder);
    await readEvaluation(folder, Date.now() + 3_600_000);
    if (record !== undefined) await endEvaluation(folder, record.id, { state: 'canceled' });
    await beginEvaluation(folder, 'b');
    const begun = await readEvaluation(folder);
    if (begun?.id !== 'b') throw new Error('none was begun');
    return ACCEPTED;
  },
};

const { schemaMessage, encodeRows } = arrowEncoder(METRIC_COLUMNS);
const older = arrowEncoder(METRIC_COLUMNS.slice(0, 2));

const metricsSeeds = [
  Buffer.concat([schemaMessage, encodeRows(metricRows(1, 3)), encodeRows(metricRows(4, 60))]),
  Buffer.from(schemaMessage),
  Buffer.concat([older.schemaMessage, older.encodeRows(metricRows(1, 40))]),
];

/** Reads all rows, as a panel does; opens the file as a run that is resumed does; and reads it again. */
const metricsReader: Reader = {
  name: 'metrics.arrows',
  family: 'run directory',
  make: (dice) => mutateBytes(dice, metricsSeeds),
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'metrics'), input);
    const before = await readTail(folder, input.length);
    const resumed = await outcomeOf(() => MetricsWriter.open(folder, 30).close(), RunFileError);
    if (resumed.accepted) {
      const after = await readTail(folder, Infinity);
      if (after !== undefined) throw new Error(`damage is left: ${after}`);
    }
    return before === undefined ? ACCEPTED : { accepted: false, messages: [before] };
  },
};

/** The damage told at the end. */
async function readTail(folder: string, bytes: number): Promise<string | undefined> {
  const tail = new MetricsTail(folder);
  let rows = 0;
  for (;;) {
    const read = await tail.read();
    rows += read.rows.step.length;
    if (4 * rows > bytes) throw new Error(`${rows} rows of ${bytes} bytes`);
    if (!read.more) return read.damage;
  }
}

const time = '2026-01-02T03:04:05.000Z';
const events: readonly JournalEvent[] = [
  { time, step: 0, type: 'state', from: 'starting', to: 'running' },
  {
    ...{ time, step: 3, type: 'edit', setting: 'discriminatorSteps' },
    ...{ from: 1, to: 2, effectiveFrom: 4 },
  },
  { time, step: 20, type: 'samples', file: 'samples/step-000000020.png' },
  { time, step: 20, type: 'checkpoint', directory: 'checkpoints/step-000000020' },
  { time, step: 21, type: 'error', message: 'The disk is full.' },
];

const journalReader: Reader = {
  name: 'events.ndjson',
  family: 'run directory',
  make: (dice) => {
    const lines = events.map((event) =>
      JSON.stringify(dice.chance(0.3) ? mutateValue(dice, [event]) : event),
    );
    const file = Buffer.from(`${lines.join('\n')}\n`);
    return dice.chance(0.5) ? mutateBytes(dice, [file]) : file;
  },
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'journal'), input);
    const read = await new JournalTail(folder).read();
    new JournalWriter(folder).close();
    const again = await new JournalTail(folder).read();
    if (again.length !== read.length) throw new Error('cutting a torn line lost events');
    return ACCEPTED;
  },
};

const checkpoint = encodeCheckpoint({
  step: 40,
  discriminatorUpdates: 40,
  seconds: 5,
  settings: { discriminatorSteps: 1, generatorLearningRate: 1e-4, discriminatorLearningRate: 1 },
  tensors: [
    { name: 'generator/0/weights', shape: [2, 3], data: new Float32Array(6) },
    { name: 'generator/0/bias', shape: [], data: Float32Array.of(1) },
  ],
});

/** The header changed as JSON, with its length made right again, or the bytes changed. */
function makeSafetensors(dice: Dice): Uint8Array {
  if (dice.chance(0.5)) return mutateBytes(dice, [checkpoint.tensors]);
  const file = Buffer.from(checkpoint.tensors);
  const end = 8 + Number(file.readBigUInt64LE());
  const header: unknown = JSON.parse(file.toString('utf8', 8, end));
  const json = JSON.stringify(mutateValue(dice, [header])) as string | undefined;
  const changed = Buffer.from(json ?? '');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(changed.length));
  return Buffer.concat([length, changed, file.subarray(end)]);
}

const safetensorsReader: Reader = {
  name: 'safetensors',
  family: 'run directory',
  make: makeSafetensors,
  read: (input) => outcomeOf(() => decodeSafetensors(input), SafetensorsError),
};

function checkpointReader(part: 'tensors' | 'counters', make: Reader['make']): Reader {
  const changed = part === 'tensors' ? 'state.safetensors' : 'state.json';
  return {
    name: `checkpoint, ${changed}`,
    family: 'run directory',
    make,
    read: async (input, folder): Promise<Outcome> => {
      const directory = checkpointDirectory(folder, 40);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'state.safetensors'), checkpoint.tensors);
      writeFileSync(join(directory, 'state.json'), checkpoint.counters);
      writeFileSync(join(directory, changed), input);
      const newest = await newestCheckpoint(folder);
      const outcome = await outcomeOf(() => readCheckpoint(folder, 40), RunFileError, 'step-0');
      if ((newest?.checkpoint !== undefined) !== outcome.accepted) throw new Error('disagreement');
      return outcome;
    },
  };
}

const png = encodePng({ width: 4, height: 3, data: new Uint8Array(12), channels: 1, depth: 8 });
const reader = { open: () => ({}) } as unknown as RunReader;

/** What the host lets through to the page. */
const samplesReader: Reader = {
  name: 'sample grid (PNG)',
  family: 'run directory',
  make: (dice) => mutateBytes(dice, [png]),
  read: async (input, folder) => {
    mkdirSync(join(folder, 'samples'), { recursive: true });
    writeFileSync(samplesFile(folder, 7), input);
    const answer = await openRunFiles(reader, folder).samples(7);
    return 'png' in answer ? ACCEPTED : { accepted: false, messages: [answer.problem] };
  },
};

export const runDirectoryReaders = [
  recordReader,
  configReader,
  connectionReader,
  evaluationReader,
  metricsReader,
  journalReader,
  safetensorsReader,
  checkpointReader('tensors', makeSafetensors),
  checkpointReader('counters', makeJson([JSON.parse(checkpoint.counters)])),
  samplesReader,
];
