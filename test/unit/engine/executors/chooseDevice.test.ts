import type { InferenceSession } from 'onnxruntime-common';
import { describe, expect, it } from 'vitest';
import type { GanConfigInput } from '../../../../src/config/ganConfig';
import { createTrainer, type CreatedTrainer } from '../../../../src/engine/createTrainer';
import { threadCounts, type DeviceModules } from '../../../../src/engine/executors/candidates';
import { compileKernels } from '../../../../src/engine/kernels';
import fs from 'node:fs';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import { ganConfig, ringData, runtime, type ConfigParts } from '../testGan';

const kernels = compileKernels(fs.readFileSync(inRoot('dist/kernels.wasm')));

const machine: DeviceModules = {
  onnxRuntime: runtime,
  providers: ['onnxruntime-webgpu'],
  adapter: async () => ({ missing: 'no adapter was found' }),
  loadTensorflow: async () => ({ missing: '@tensorflow/tfjs-node is not installed' }),
  cores: 2,
  softwareAdapters: false,
};
const withoutOnnxRuntime: DeviceModules = {
  ...machine,
  onnxRuntime: { missing: 'onnxruntime-node has no build for this system' },
};

type Feeds = Parameters<InferenceSession['run']>[0];

async function create(
  parts: ConfigParts,
  modules: DeviceModules = machine,
  now: () => number = () => performance.now(),
): Promise<CreatedTrainer> {
  const config = ganConfig(parts);
  return createTrainer({ config, data: ringData(config), kernels, modules, now });
}

describe('threadCounts', () => {
  it.each([
    ['auto', 1, [1]],
    ['auto', 2, [1, 2]],
    ['auto', 6, [1, 2, 4, 6]],
    ['auto', 8, [1, 2, 4, 8]],
    [3, 8, [3]],
  ] as const)('%s of %d cores', (threads, cores, wanted) => {
    expect(threadCounts(threads, cores)).toEqual(wanted);
  });
});

describe('auto', () => {
  it('times the compiled CPU with different numbers of threads and takes the best', async () => {
    const { device, trainer } = await create({});
    const timed = device.candidates.filter(({ millisecondsPerStep: ms }) => ms !== undefined);
    expect(timed.map(({ label }) => label)).toEqual([
      'ONNX Runtime, CPU, 1 thread',
      'ONNX Runtime, CPU, 2 threads',
    ]);
    expect(device.device).toBe('onnxruntime-cpu');
    expect(timed.map(({ label }) => label)).toContain(device.label);
    expect(device.fallback).toBeUndefined();
    expect(device.reason).toMatch(/: .* ms a step; next is ONNX Runtime, CPU/);
    expect(trainer.step).toBe(0);
    await trainer.dispose();
  });

  it.each([
    [10, 9.2, 1, 'Hardly slower than the fastest, and with fewer threads: 10'],
    [10, 8, 2, 'The fastest that was timed: 8.0'],
    [10, 12, 1, 'The fastest that was timed: 10'],
  ])('of %d ms with one thread and %d ms with two takes %d', async (one, two, threads, reason) => {
    // The steps are real; the clock advances with each update by half of what a step is said to take.
    let time = 0;
    const InferenceSession: typeof runtime.InferenceSession = {
      create: async (model, options) => {
        const session = await runtime.InferenceSession.create(model, options);
        return {
          release: () => session.release(),
          run: (...given: Parameters<typeof session.run>) => {
            time += (options?.intraOpNumThreads === 2 ? two : one) / 2;
            return session.run(...given);
          },
        } as unknown as typeof session;
      },
    };
    const modules = { ...machine, onnxRuntime: { ...runtime, InferenceSession } };
    const { device, trainer } = await create({}, modules, () => time);
    expect(device.threads).toBe(threads);
    expect(device.reason).toContain(reason);
    await trainer.dispose();
  });

  it('starts training where an untimed run starts', async () => {
    const settings = {
      discriminatorSteps: 1,
      generatorLearningRate: 0.01,
      discriminatorLearningRate: 0.01,
    };
    const losses = await Promise.all(
      (['auto', 'javascript'] as const).map(async (device) => {
        const { trainer } = await create({ device });
        const { discriminatorLoss } = await trainer.iterate(settings);
        await trainer.dispose();
        return discriminatorLoss;
      }),
    );
    expect(losses[0]).toBeCloseTo(losses[1]!, 5);
  });

  it('says why each device that was not timed was not', async () => {
    const { device, trainer } = await create(
      {},
      { ...machine, adapter: async () => ({ adapter: 'SwiftShader Device (LLVM 10.0.0)' }) },
    );
    const notes = Object.fromEntries(
      device.candidates.map(({ device: name, note }) => [name, note]),
    );
    expect(notes['onnxruntime-webgpu']).toContain('SwiftShader');
    expect(notes['onnxruntime-webgpu']).toContain('not a GPU');
    expect(notes['tensorflow']).toContain('not installed');
    expect(notes['javascript']).toContain('slower');
    await trainer.dispose();
  });

  it('turns down a device that computes other losses than the CPU, however fast', async () => {
    // Its sessions are those of the CPU, with a loss that is a tenth too large.
    const InferenceSession: typeof runtime.InferenceSession = {
      create: async (model, options) => {
        if (options?.executionProviders?.[0] !== 'webgpu') {
          return runtime.InferenceSession.create(model, options);
        }
        const { preferredOutputLocation: _device, ...others } = options;
        const session = await runtime.InferenceSession.create(model, {
          ...others,
          executionProviders: ['cpu'],
        });
        return {
          release: () => session.release(),
          run: async (feeds: Feeds) => {
            const results = await session.run(feeds);
            // The loss is the first number of what an update on a device brings back.
            const report = results['report']?.data as Float32Array | undefined;
            if (report !== undefined) report[0]! *= 1.1;
            return results;
          },
        } as unknown as typeof session;
      },
    };
    const { device, trainer } = await create(
      {},
      {
        ...machine,
        onnxRuntime: { ...runtime, InferenceSession },
        adapter: async () => ({ adapter: 'Some GPU' }),
      },
    );
    expect(device.device).toBe('onnxruntime-cpu');
    const row = device.candidates.find(({ device: name }) => name === 'onnxruntime-webgpu');
    expect(row?.millisecondsPerStep).toBeUndefined();
    expect(row?.note).toContain('a loss of the first step is');
    await trainer.dispose();
  });

  it('falls back to JavaScript, and says so, when nothing else is there', async () => {
    const { device, trainer } = await create({}, withoutOnnxRuntime);
    expect(device.device).toBe('javascript');
    expect(device.fallback).toContain(
      'plain JavaScript (eager, operation by operation) instead of ONNX Runtime, CPU',
    );
    expect(device.fallback).toContain('has no build for this system');
    expect(device.fallback).not.toContain('tfjs-node');
    await trainer.dispose();
  });

  it('gives no candidate much time when steps are slow, and stops at the budget', async () => {
    // A clock on which every look costs 600 ms: the first candidate uses up the two seconds.
    let time = 0;
    const { device, trainer } = await create({}, { ...machine, cores: 8 }, () => (time += 600));
    const notes = device.candidates.map(({ note }) => note ?? 'timed');
    expect(notes.filter((note) => note === 'timed')).toHaveLength(1);
    expect(
      notes.filter((note) => note.includes('the time for trying devices was over')),
    ).toHaveLength(3);
    expect(device.threads).toBe(1);
    await trainer.dispose();
  });
});

describe('a device that the config names', () => {
  it('is taken without timing others', async () => {
    const { device, trainer } = await create({ device: 'javascript' });
    expect(device.candidates.map(({ device: name }) => name)).toEqual(['javascript']);
    expect(device.reason).toContain('The config asks for it');
    expect(device.fallback).toBeUndefined();
    await trainer.dispose();
  });

  it('runs with the threads that the config names', async () => {
    const { device, trainer } = await create({ device: 'onnxruntime-cpu', threads: 2 });
    expect(device).toMatchObject({ device: 'onnxruntime-cpu', threads: 2 });
    await trainer.dispose();
  });

  it.each([
    ['tensorflow', machine, 'onnxruntime-cpu', 'not installed'],
    ['onnxruntime-webgpu', machine, 'onnxruntime-cpu', 'no adapter was found'],
    ['onnxruntime-cpu', withoutOnnxRuntime, 'javascript', 'no build for this system'],
  ] as const)(
    '%s, when it is missing, gives way and says so',
    async (name, modules, instead, why) => {
      const { device, trainer } = await create(
        { device: name satisfies GanConfigInput['device'] },
        modules,
      );
      expect(device.device).toBe(instead);
      expect(device.fallback).toContain(why);
      await trainer.dispose();
    },
  );

  it.each([
    [false, 'onnxruntime-cpu', 'GAN_SOFTWARE_ADAPTERS=1'],
    [true, 'onnxruntime-webgpu', 'plays a GPU on the CPU'],
  ] as const)(
    'that is a program on the CPU: where it may be used is %s',
    async (softwareAdapters, taken, said) => {
      const InferenceSession: typeof runtime.InferenceSession = {
        create: (model, options) =>
          runtime.InferenceSession.create(model, { ...options, executionProviders: ['cpu'] }),
      };
      const { device, trainer } = await create(
        { device: 'onnxruntime-webgpu' },
        {
          ...machine,
          onnxRuntime: { ...runtime, InferenceSession },
          adapter: async () => ({ adapter: 'SwiftShader' }),
          softwareAdapters,
        },
      );
      expect(device.device).toBe(taken);
      expect(device.fallback).toContain(said);
      await trainer.dispose();
    },
  );

  it('gives way when the program cannot be compiled', async () => {
    const broken: DeviceModules = {
      ...machine,
      onnxRuntime: {
        ...runtime,
        InferenceSession: {
          create: () => Promise.reject(new Error('Load model failed: no such operator.')),
        },
      },
    };
    const { device, trainer } = await create({ device: 'onnxruntime-cpu' }, broken);
    expect(device.device).toBe('javascript');
    expect(device.fallback).toContain('no such operator');
    await trainer.dispose();
  });
});
