import fs from 'node:fs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { compileKernels, type Kernels } from '../../../src/engine/kernels';

/** The built kernels, with 1 MiB of memory for the test. */
export function testKernels(memoryBytes = 2 ** 20): Kernels {
  return compileKernels(fs.readFileSync(inRoot('dist/kernels.wasm'))).instantiate(memoryBytes);
}
