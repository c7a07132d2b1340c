/** What `gan sample` is asked. */
import { basename, resolve } from 'node:path';
import { SAMPLE_LIMITS, type SampleRequest } from '../protocol/launchProtocol';
import { wholeNumber } from './numbers';

export interface SampleOptions {
  readonly count?: string;
  readonly seed?: string;
  readonly step?: string;
  readonly out?: string;
}

/** Files go into the current folder, named after the run, unless somebody says otherwise. @throws UsageError */
export function sampleRequest(runDirectory: string, given: SampleOptions): SampleRequest {
  const { count = '64', seed = '0', step, out } = given;
  return {
    count: wholeNumber('count', count, 1, SAMPLE_LIMITS.most),
    seed: wholeNumber('seed', seed, 0, SAMPLE_LIMITS.largestSeed),
    ...(step !== undefined && { step: wholeNumber('step', step, 0, Infinity) }),
    output: resolve(out?.replace(/\.(npy|png)$/, '') ?? `${basename(runDirectory)}-samples`),
  };
}
