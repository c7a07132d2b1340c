/**
 * `npm run fuzz`: a process for each reader, so that its memory is its own and its end is no one else's; in it a thread
 * that reads, so that one which never returns is noticed.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { FAMILIES, type Reader } from './reader';
import { READERS } from './readers';
import { keepInput, runSession, type SessionReport } from './session';

/** Far more than any input of at most 100 KB can take, on a machine that does other things besides. */
const SECONDS_ALLOWED = 10;
/** Of the whole process, Node.js and the bundle included: about 120 MiB before the first input. */
const MEBIBYTES_ALLOWED = 512;

interface Share {
  readonly name: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
}

interface ShareReport {
  readonly report: SessionReport;
  readonly mebibytes: number;
}

function readerOf({ name }: Share): Reader {
  const reader = READERS.find((one) => one.name === name);
  if (reader === undefined) throw new Error(`There is no reader "${name}".`);
  return reader;
}

/** In the thread: reads, and says at which input it is. */
async function readShare(): Promise<void> {
  const { share, at } = workerData as { share: Share; at: SharedArrayBuffer };
  const { parentPort } = await import('node:worker_threads');
  const place = new Int32Array(at);
  const report = await runSession({
    reader: readerOf(share),
    ...share,
    secondsAllowed: SECONDS_ALLOWED,
    onInput: (index) => Atomics.store(place, 0, index),
  });
  parentPort?.postMessage(report);
}

/** In the process of a reader: watches the thread. */
function watchShare(share: Share): void {
  const at = new SharedArrayBuffer(4);
  const place = new Int32Array(at);
  const thread = new Worker(__filename, { workerData: { share, at } });
  let last = { index: -1, time: Date.now() };
  const failed = (what: string): SessionReport => ({
    inputs: place[0]! - share.first + 1,
    accepted: 0,
    slowest: { index: place[0]!, milliseconds: 0 },
    defects: [{ index: place[0]!, what }],
  });
  const end = (report: SessionReport): void => {
    const mebibytes = process.resourceUsage().maxRSS / 1024;
    process.send?.({ report, mebibytes } satisfies ShareReport, () => process.exit(0));
  };
  setInterval(() => {
    const index = Atomics.load(place, 0);
    if (index !== last.index) last = { index, time: Date.now() };
    else if (Date.now() - last.time > 1000 * SECONDS_ALLOWED) end(failed('it does not come back'));
  }, 500);
  thread.on('message', end);
  thread.on('error', (error) =>
    end(failed(`it ended the thread: ${error.stack ?? error.message}`)),
  );
}

/** In the first process: has the share read in a process of its own. */
async function runShare(share: Share): Promise<ShareReport> {
  return new Promise((resolve) => {
    const child = fork(__filename, [JSON.stringify(share)]);
    child.once('message', (report) => resolve(report as ShareReport));
    child.once('exit', (code, signal) => {
      const what = `the process ended with ${signal ?? code}`;
      const nothing = { inputs: 0, accepted: 0, slowest: { index: 0, milliseconds: 0 } };
      resolve({ report: { ...nothing, defects: [{ index: 0, what }] }, mebibytes: 0 });
    });
  });
}

function describeReport(share: Share, { report, mebibytes }: ShareReport): string {
  const { inputs, accepted, slowest } = report;
  const cells = [
    share.name.padEnd(32),
    inputs.toLocaleString('en-US').padStart(9),
    `${((100 * accepted) / inputs).toFixed(0)} %`.padStart(9),
    `${slowest.milliseconds.toFixed(0)} ms`.padStart(9),
    `${mebibytes.toFixed(0)} MiB`.padStart(9),
  ];
  return cells.join('');
}

function defectsOf(share: Share, { report, mebibytes }: ShareReport): string[] {
  const reader = readerOf(share);
  const defects = report.defects.map(
    ({ index, what }) =>
      `${reader.name}, input ${index}: ${what}\n  kept in ${keepInput(reader, share.seed, index)}`,
  );
  if (mebibytes > MEBIBYTES_ALLOWED) {
    defects.push(`${reader.name}: ${mebibytes.toFixed(0)} MiB; ${MEBIBYTES_ALLOWED} are allowed`);
  }
  return defects;
}

function sharesOf(inputs: number, seed: number, only: string | undefined): Share[] {
  return FAMILIES.flatMap((family) => {
    const readers = READERS.filter((reader) => reader.family === family);
    const each = Math.ceil(inputs / readers.length);
    return readers
      .filter(({ name }) => only === undefined || name.includes(only))
      .map(({ name }) => ({ name, seed, first: 0, end: each }));
  });
}

/** Reads one input again, in this process: with a debugger, or to see that a defect is gone. */
async function readOne(name: string, seed: number, index: number): Promise<void> {
  const reader = READERS.find((one) => one.name.includes(name));
  if (reader === undefined) throw new Error(`There is no reader "${name}".`);
  const range = { first: index, end: index + 1, secondsAllowed: SECONDS_ALLOWED };
  console.log(await runSession({ reader, seed, ...range }));
  console.log(keepInput(reader, seed, index));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      reader: { type: 'string' },
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      input: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
  });
  if (values.input !== undefined) {
    await readOne(String(values.reader), Number(values.seed), Number(values.input));
    return;
  }
  const waiting = sharesOf(Number(values.inputs), Number(values.seed), values.reader);
  console.log(`Seed ${values.seed}, ${values.inputs} inputs a family.\n`);
  console.log(
    `${'Reader'.padEnd(32)}${['Inputs', 'Taken', 'Slowest', 'Memory'].map((word) => word.padStart(9)).join('')}`,
  );
  const defects: string[] = [];
  let total = 0;
  const work = async (): Promise<void> => {
    for (let share = waiting.shift(); share !== undefined; share = waiting.shift()) {
      const report = await runShare(share);
      total += report.report.inputs;
      console.log(describeReport(share, report));
      defects.push(...defectsOf(share, report));
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  for (const defect of defects) console.error(`\n${defect}`);
  console.log(`\n${total.toLocaleString('en-US')} inputs, ${defects.length} defects.`);
  process.exitCode = defects.length === 0 ? 0 : 1;
}

const share = process.argv[2];
if (!isMainThread) void readShare();
else if (share?.startsWith('{') === true) watchShare(JSON.parse(share) as Share);
else void main();
