import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeCheckpoint, writeCheckpoint } from '../../../src/runs/checkpoints';
import { runFile } from '../../../src/runs/layout';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { decodeSafetensors } from '../../../src/runs/safetensors';
import { metricRows } from '../../helpers/metricRows';
import { temporaryFolder } from '../../helpers/temporaryFolder';

/** A Python with pyarrow, numpy and safetensors; without one these tests say that they were skipped. */
const python = process.env['GAN_TEST_PYTHON'] ?? 'python3';

function has(...modules: string[]): boolean {
  try {
    execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(
      `SKIPPED: no ${modules.join(', ')} in ${python}; set GAN_TEST_PYTHON to a Python that has them.\n`,
    );
    return false;
  }
}

function run(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync(python, ['-c', script, ...args], { encoding: 'utf8' }));
}

describe.skipIf(!has('pyarrow'))('metrics.arrows in pyarrow', () => {
  const script = `
import json, sys, pyarrow as pa
table = pa.ipc.open_stream(open(sys.argv[1], 'rb')).read_all()
print(json.dumps({
  'schema': [f'{field.name}: {field.type}' for field in table.schema],
  'steps': table['step'].to_pylist(),
  'losses': [None if value != value else value for value in table['generatorLoss'].to_pylist()],
}))`;

  test('gives every row, of a run that still trains too', () => {
    const folder = temporaryFolder();
    const writer = MetricsWriter.open(folder, 0);
    for (const [from, to] of [
      [1, 3],
      [4, 4],
      [5, 90],
    ] as const)
      writer.append(metricRows(from, to));
    writer.close();
    const { step, columns } = metricRows(1, 90);
    const read = run(script, runFile(folder, 'metrics')) as Record<string, unknown[]>;
    expect(read['schema']?.slice(0, 3)).toEqual([
      'step: int32',
      'seconds: float',
      'discriminatorLoss: float',
    ]);
    expect(read['steps']).toEqual([...step]);
    const losses = [...columns.generatorLoss].map((loss) => (Number.isNaN(loss) ? null : loss));
    expect(read['losses']).toEqual(losses);
  });

  test('can be read after a crash once the run has been resumed', () => {
    const folder = temporaryFolder();
    const writer = MetricsWriter.open(folder, 0);
    writer.append(metricRows(1, 50));
    writer.close();
    appendFileSync(runFile(folder, 'metrics'), new Uint8Array(333));
    MetricsWriter.open(folder, 20).close();
    expect(run(script, runFile(folder, 'metrics'))).toMatchObject({
      steps: [...metricRows(1, 20).step],
    });
    truncateSync(runFile(folder, 'metrics'), 0);
    MetricsWriter.open(folder, 20).close();
    expect(run(script, runFile(folder, 'metrics'))).toMatchObject({ steps: [] });
  });
});

describe.skipIf(!has('safetensors', 'numpy'))('checkpoints in safetensors for Python', () => {
  const tensors = [
    { name: 'generator/0/weights', shape: [2, 3], data: Float32Array.of(1, -2, 3, 1e-40, 5, 6) },
    { name: 'generator/0/bias', shape: [3], data: Float32Array.of(0.1, 0.2, 0.3) },
    { name: 'count', shape: [], data: Float32Array.of(7) },
  ];

  test('give the same tensors, and the other way round', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'checkpoints'));
    const settings = {
      discriminatorSteps: 1,
      generatorLearningRate: 1,
      discriminatorLearningRate: 1,
    };
    const directory = await writeCheckpoint(
      folder,
      encodeCheckpoint({ step: 5, discriminatorUpdates: 5, seconds: 1, settings, tensors }),
    );
    const script = `
import json, sys
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
save_file(tensors, sys.argv[2], {'made': 'in Python'})
print(json.dumps({name: [list(t.shape), t.flatten().tolist()] for name, t in tensors.items()}))`;
    const back = join(folder, 'back.safetensors');
    const read = run(script, join(directory, 'state.safetensors'), back);
    expect(read).toEqual(
      Object.fromEntries(tensors.map(({ name, shape, data }) => [name, [shape, [...data]]])),
    );
    const decoded = decodeSafetensors(readFileSync(back));
    expect(decoded.metadata).toEqual({ made: 'in Python' });
    expect(decoded.tensors).toHaveLength(3);
    for (const tensor of decoded.tensors) {
      expect(tensor).toEqual(tensors.find(({ name }) => name === tensor.name));
    }
    writeFileSync(back, '');
    expect(() => decodeSafetensors(readFileSync(back))).toThrow('not an intact safetensors');
  });
});
