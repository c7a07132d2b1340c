/** Readers of what a run directory holds of measurements: balance, evaluations, distributions, latents. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFiles } from '../../../src/host/panel/runFiles';
import { BalanceStore, balanceViews } from '../../../src/host/runReader/balanceStore';
import { stepView } from '../../../src/host/runReader/curveView';
import { EvaluationStore } from '../../../src/host/runReader/evaluationStore';
import type { RunReader } from '../../../src/host/runReader/runReader';
import { TheoryStore } from '../../../src/host/runReader/theoryStore';
import { BALANCE_COLUMNS } from '../../../src/protocol/balance';
import { DISTRIBUTION_FIGURES } from '../../../src/protocol/distribution';
import type { InspectedLatent } from '../../../src/protocol/inspection';
import { HISTORY_COLUMNS } from '../../../src/protocol/panelProtocol';
import { arrowEncoder } from '../../../src/runs/arrowWriting';
import { BalanceWriter } from '../../../src/runs/balanceFile';
import { RunFileError } from '../../../src/runs/boundedFile';
import { encodeDistribution } from '../../../src/runs/distributions';
import { EvaluationWriter } from '../../../src/runs/evaluations';
import { distributionFile, latentsFile, runFile } from '../../../src/runs/layout';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { TheoryTail, TheoryWriter } from '../../../src/runs/theoryTable';
import { distribution } from '../../helpers/distribution';
import { tableRows } from '../../helpers/metricRows';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutateBytes';
import { mutateText } from '../mutateText';
import { mutateValue } from '../mutateValue';
import { ACCEPTED, outcomeOf, type Reader } from '../reader';

const reader = { open: () => ({}) } as unknown as RunReader;
const WHOLE = { fromStep: 0, toStep: 2_147_483_647, smoothing: 0.5 } as const;
const POINTS = 300;

const { schemaMessage, encodeRows } = arrowEncoder(BALANCE_COLUMNS);
const balanceSeeds = [
  Buffer.concat([
    ...[schemaMessage, encodeRows(tableRows(BALANCE_COLUMNS, 1, 3))],
    encodeRows(tableRows(BALANCE_COLUMNS, 4, 60)),
  ]),
  Buffer.from(schemaMessage),
];

const balanceReader: Reader = {
  name: 'balance.arrows',
  family: 'measurements',
  make: (dice) => mutateBytes(dice, balanceSeeds),
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'balance'), input);
    const rows = await new BalanceStore(folder).read();
    if (4 * rows.length > input.length) throw new Error('more rows than bytes');
    balanceViews(rows, WHOLE, POINTS);
    return outcomeOf(() => BalanceWriter.open(folder, 30).close(), RunFileError);
  },
};

const time = '2026-01-02T03:04:05.000Z';
const rows = [
  {
    ...{ step: 20, time, metric: 'mmd', unit: '1', value: 0.5, samples: 200, network: 'generator' },
    ...{ features: 'pixels', realMean: 0.1, realDeviation: 0.01, realPairs: 10 },
  },
  {
    ...{ step: 40, time, metric: 'mmd', unit: '1', value: null, samples: 200, network: 'average' },
    ...{ features: 'pixels', realMean: null, realDeviation: null, realPairs: 0, source: 'command' },
  },
];

function makeEvaluations(dice: Dice): Uint8Array {
  const lines = Array.from({ length: 1 + dice.below(6) }, () => {
    const row = dice.pick(rows);
    return JSON.stringify(dice.chance(0.5) ? mutateValue(dice, [row]) : row);
  });
  const file = Buffer.from(`${lines.join('\n')}\n`);
  return dice.chance(0.5) ? mutateBytes(dice, [file]) : file;
}

const evaluationsReader: Reader = {
  name: 'evaluations.ndjson',
  family: 'measurements',
  make: makeEvaluations,
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'evaluations'), input);
    const series = await new EvaluationStore(folder).read();
    for (const { step, value } of series) {
      if (step.length !== value.length || step.length === 0) throw new Error('a torn series');
    }
    EvaluationWriter.open(folder, 30).close();
    const kept = await new EvaluationStore(folder).read();
    if (kept.some(({ step }) => step.some((one) => one > 30))) throw new Error('a later step');
    return ACCEPTED;
  },
};

const header = ['step', ...DISTRIBUTION_FIGURES].join(',');
const figures = DISTRIBUTION_FIGURES.map((_, i) => i / 7).join(',');
const theoryTables = [`${header}\n20,${figures}\n40,${figures}\n`, `${header}\n`, 'step\n1\n2\n'];

const theoryReader: Reader = {
  name: 'theory.csv',
  family: 'measurements',
  make: (dice) =>
    dice.chance(0.5)
      ? Buffer.from(mutateText(dice, theoryTables))
      : mutateBytes(
          dice,
          theoryTables.map((table) => Buffer.from(table)),
        ),
  read: async (input, folder) => {
    writeFileSync(runFile(folder, 'theory'), input);
    const store = new TheoryStore();
    store.append((await new TheoryTail(folder).read()).rows);
    stepView(store, HISTORY_COLUMNS, WHOLE, POINTS);
    TheoryWriter.open(folder, 30).close();
    const { rows: kept } = await new TheoryTail(folder).read();
    if (kept.step.some((step) => step > 30)) throw new Error('a later step');
    return ACCEPTED;
  },
};

/** The header changed as JSON, with its length made right again, or the bytes changed. */
function makeTensors(dice: Dice, file: Uint8Array): Uint8Array {
  if (dice.chance(0.4)) return mutateBytes(dice, [file]);
  const bytes = Buffer.from(file);
  const end = 8 + Number(bytes.readBigUInt64LE());
  const parsed = JSON.parse(bytes.toString('utf8', 8, end)) as Record<string, unknown>;
  const metadata = parsed['__metadata__'] as Record<string, string>;
  // The head of a distribution is JSON within JSON.
  if (dice.chance(0.5) && metadata['distribution']?.startsWith('{') === true) {
    const head: unknown = JSON.parse(metadata['distribution']);
    const text = JSON.stringify(mutateValue(dice, [head])) as string | undefined;
    metadata['distribution'] = text ?? '';
  }
  const changed = dice.chance(0.5) ? mutateValue(dice, [parsed]) : parsed;
  const json = Buffer.from((JSON.stringify(changed) as string | undefined) ?? '');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, bytes.subarray(end)]);
}

const distributionBytes = encodeDistribution(distribution);
const distributionReader: Reader = {
  name: 'distribution',
  family: 'measurements',
  make: (dice) => makeTensors(dice, distributionBytes),
  read: async (input, folder) => {
    mkdirSync(join(folder, 'distributions'), { recursive: true });
    writeFileSync(distributionFile(folder, 7), input);
    const answer = await openRunFiles(reader, folder).distribution(7);
    if ('problem' in answer) return { accepted: false, messages: [answer.problem] };
    return ACCEPTED;
  },
};

const latentsBytes = encodeSafetensors(
  [
    { name: 'latents', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'classes', shape: [3], data: Float32Array.of(0, 1, 2) },
  ],
  { distribution: 'normal' },
);
const latentsReader: Reader = {
  name: 'latents of the samples',
  family: 'measurements',
  make: (dice) => makeTensors(dice, latentsBytes),
  read: async (input, folder) => {
    mkdirSync(join(folder, 'samples'), { recursive: true });
    writeFileSync(latentsFile(folder), input);
    let latent: InspectedLatent;
    try {
      latent = await openRunFiles(reader, folder).latent(1);
    } catch (error) {
      if (error instanceof TypeError || !(error instanceof Error)) throw error;
      return { accepted: false, messages: [error.message] };
    }
    const { values, classNumber = 0 } = latent;
    if (values.length === 0) throw new Error('a latent without numbers');
    if (!Number.isSafeInteger(classNumber)) throw new Error('a class that is no number');
    return ACCEPTED;
  },
};

export const measurementReaders = [
  balanceReader,
  evaluationsReader,
  theoryReader,
  distributionReader,
  latentsReader,
];
