/** Every config on which executors are held to references. */
import { agreementCases } from './agreementCases';
import { eagerExecutor, type MakeExecutor } from '../testGan';
import type { ConformanceCase } from './conformanceCase';
import { differenceCases } from './differenceCases';
import { pytorchCases } from './pytorchCases';

export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  ...pytorchCases,
  ...differenceCases,
  ...agreementCases,
];

/** Those that say something about an executor: the eager one agrees with itself. */
export function casesFor(makeExecutor: MakeExecutor): readonly ConformanceCase[] {
  return makeExecutor === eagerExecutor
    ? CONFORMANCE_CASES.filter(({ reference }) => reference !== 'TensorFlow.js')
    : CONFORMANCE_CASES;
}
