import { compileKernelsIfStale } from '../../scripts/build/kernels.mjs';

/** Tests of the compiled kernels need `dist/kernels.wasm`; a run of one test file must not need a build first. */
export async function setup(): Promise<void> {
  await compileKernelsIfStale();
}
