import type { InferenceSession } from 'onnxruntime-common';
import { expect, it } from 'vitest';
import {
  compiledMemoryBytes,
  createCompiledExecutor,
} from '../../../../src/engine/executors/compiled';
import type { OnnxRuntime } from '../../../../src/engine/executors/session';
import { createGanProgram } from '../../../../src/engine/program/ganProgram';
import { testKernels } from '../../random/testKernels';
import { ganConfig, runtime } from '../testGan';

it('gives back the program that did compile when the other does not', async () => {
  const program = createGanProgram(ganConfig(), [2]);
  const released: InferenceSession[] = [];
  const made: InferenceSession[] = [];
  const failing: OnnxRuntime = {
    Tensor: runtime.Tensor,
    InferenceSession: {
      async create(model, options) {
        if (made.length === 1) throw new Error('no room on the device');
        const session = await runtime.InferenceSession.create(model, options);
        const release = session.release.bind(session);
        session.release = async () => {
          released.push(session);
          await release();
        };
        made.push(session);
        return session;
      },
    },
  };
  const kernels = testKernels(compiledMemoryBytes(program));
  await expect(
    createCompiledExecutor(program, { runtime: failing, kernels, provider: 'cpu', threads: 1 }),
  ).rejects.toThrow('no room on the device');
  expect(made).toHaveLength(1);
  expect(released).toEqual(made);
});
