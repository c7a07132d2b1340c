/** The conformance suite as a table: what agrees with the references on which executor, and by how much. */
import path from 'node:path';
import {
  QUANTITIES,
  TOLERANCES,
  type ConformanceCase,
  type Errors,
} from '../test/unit/engine/conformance/conformanceCase';
import { FEATURE_GROUPS } from '../test/unit/engine/conformance/features';
import { casesFor, CONFORMANCE_CASES } from '../test/unit/engine/conformance/suite';
import { BACKENDS } from '../test/unit/engine/testGan';
import { report } from './report';

type Outcome = Errors | { readonly failure: string };
type Outcomes = ReadonlyMap<ConformanceCase, Outcome>;

async function measureAll(executor: string): Promise<Outcomes> {
  const makeExecutor = BACKENDS[executor]!;
  const outcomes = new Map<ConformanceCase, Outcome>();
  const cases = casesFor(makeExecutor);
  for (const given of cases) {
    try {
      outcomes.set(given, await given.measure(makeExecutor));
    } catch (error) {
      outcomes.set(given, { failure: error instanceof Error ? error.message : String(error) });
    }
    process.stderr.write(`\r${executor}: ${outcomes.size} of ${cases.length} `);
  }
  process.stderr.write('\n');
  return outcomes;
}

function passes(outcome: Outcome): boolean {
  if ('failure' in outcome) return false;
  return QUANTITIES.every((quantity) => (outcome[quantity]?.error ?? 0) < TOLERANCES[quantity]);
}

/** The largest errors of some cases on one executor: "✓ 3e-8 · 2e-7 · 1e-7". */
function cell(cases: readonly ConformanceCase[], outcomes: Outcomes): string {
  const found = cases.flatMap((given) => outcomes.get(given) ?? []);
  if (found.length === 0) return '–';
  if (found.some((outcome) => 'failure' in outcome)) return '✗ failed';
  const errors = QUANTITIES.map((quantity) => {
    const own = found.flatMap((outcome) => (outcome as Errors)[quantity]?.error ?? []);
    return own.length === 0 ? '–' : Math.max(...own).toExponential(0);
  });
  return `${found.every(passes) ? '✓' : '✗'} ${errors.join(' · ')}`;
}

function table(
  heads: readonly string[],
  executors: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return [
    `| ${[...heads, ...executors].join(' | ')} |`,
    `|${heads.map(() => '---|').join('')}${executors.map(() => '--:|').join('')}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ];
}

/** What a program that plays a GPU proves, and what it does not. */
function softwareNote(driver: string): string {
  if (!/swiftshader|lvp|llvmpipe/i.test(driver)) return '';
  return (
    ' That is a program that plays a GPU on the processor. It proves that every graph compiles for WebGPU, that its ' +
    'operators are put together rightly, that the state stays on the device from update to update and comes back ' +
    'from there. It proves nothing about what a real GPU and its driver make of the same shaders: shorter floats, ' +
    'sums in another order, limits of buffers, nor how fast they are.'
  );
}

async function main(): Promise<void> {
  const executors = Object.keys(BACKENDS);
  const results = new Map<string, Outcomes>();
  for (const executor of executors) results.set(executor, await measureAll(executor));
  const cells = (cases: readonly ConformanceCase[]): string[] =>
    executors.map((executor) => cell(cases, results.get(executor)!));
  const failures = executors.flatMap((executor) =>
    [...results.get(executor)!].flatMap(([{ name }, outcome]) => {
      if (passes(outcome)) return [];
      const why =
        'failure' in outcome
          ? outcome.failure
          : QUANTITIES.flatMap((quantity) => outcome[quantity] ?? [])
              .map(({ what, error }) => `${what} ${error.toExponential(1)}`)
              .join(', ');
      return [`- ${executor}, ${name}: ${why}`];
    }),
  );
  const [forward, gradient, state] = QUANTITIES.map((quantity) =>
    TOLERANCES[quantity].toExponential(0),
  );
  const driver = process.env['VK_DRIVER_FILES'];
  const absent =
    driver === undefined
      ? 'WebGPU was left out: `VK_DRIVER_FILES` names no Vulkan driver.'
      : `WebGPU runs on the Vulkan driver of \`VK_DRIVER_FILES\`, ${path.basename(driver)}.${softwareNote(driver)}`;
  const lines = [
    `${CONFORMANCE_CASES.length} configs on ${executors.length} executors. A cell holds the largest relative errors: of losses and penalties (below ${forward}) · of gradients, second-order ones of penalties too (below ${gradient}) · of parameters after three updates, running statistics and samples (below ${state}). ✓: all below.`,
    '',
    'References: PyTorch in float64 (`test/fixtures/networks/pytorch.py`); formulas, central differences and optimizers in float64 (`test/unit/engine/referenceGan.ts`, `referenceOptimizer.ts`); for a hundred steps on end the eager executor in JavaScript, which the others have been held to. ' +
      absent,
    '',
    '## By what is computed',
    '',
    ...FEATURE_GROUPS.flatMap((group) => [
      `### ${group.title}`,
      '',
      ...table(
        ['', 'configs'],
        executors,
        group.names.map((name) => {
          const cases = CONFORMANCE_CASES.filter((given) => group.of(given).includes(name));
          return [name, String(cases.length), ...cells(cases)];
        }),
      ),
    ]),
    '## By config',
    '',
    ...table(
      ['config', 'reference'],
      executors,
      CONFORMANCE_CASES.map((given) => [given.name, given.reference, ...cells([given])]),
    ),
    ...(failures.length === 0 ? [] : ['## Failures', '', ...failures, '']),
  ];
  report('conformance', 'Do all executors compute the same?', lines);
  if (failures.length > 0) process.exitCode = 1;
}

void main();
