import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import type { GanConfig } from '../../../../src/config/ganConfig';
import type { DeviceModules } from '../../../../src/engine/executors/candidates';
import { compileKernels } from '../../../../src/engine/kernels';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { loadNetworks } from '../../../../src/engine/loadNetworks';
import type { TrainingState } from '../../../../src/engine/trainer';
import { ganConfig, runtime, trainer, type ConfigParts } from '../testGan';

const kernels = compileKernels(fs.readFileSync(inRoot('dist/kernels.wasm')));

/** A machine that notes the outputs of each graph it compiles. */
function machine(): { modules: DeviceModules; compiled: string[][] } {
  const compiled: string[][] = [];
  const InferenceSession: typeof runtime.InferenceSession = {
    create: async (model, options) => {
      const session = await runtime.InferenceSession.create(model, options);
      compiled.push([...session.outputNames]);
      return session;
    },
  };
  const modules = {
    onnxRuntime: { ...runtime, InferenceSession },
    providers: [],
    adapter: async () => ({ missing: 'no adapter was found' }),
    loadTensorflow: async () => ({ missing: '@tensorflow/tfjs-node is not installed' }),
    cores: 1,
    softwareAdapters: false,
  };
  return { modules, compiled };
}

function load(config: GanConfig, state: TrainingState, modules: DeviceModules) {
  return loadNetworks({ config, sampleShape: [2], classes: undefined, state, kernels, modules });
}

const parts: ConfigParts = {
  generator: {
    latent: { dimension: 3 },
    layers: [{ type: 'dense', units: 16 }, { type: 'batchNorm' }, { type: 'dense', units: 2 }],
  },
  training: { batchSize: 8, generatorEmaDecay: 0.9 },
};

async function trained(config: GanConfig) {
  const gan = await trainer(config);
  for (let step = 0; step < 3; step++) await gan.iterate(liveSettings(config));
  return gan;
}

describe('networks of a checkpoint', () => {
  it('are those of the trainer bit for bit; nothing is compiled but them', async () => {
    const config = ganConfig({ ...parts, device: 'auto' });
    const gan = await trained(config);
    const { modules, compiled } = machine();
    const { networks, fallback } = await load(config, gan.saveState(), modules);
    expect(fallback).toBeUndefined();
    expect(networks.step).toBe(3);
    expect(networks.networks).toEqual(gan.networks);
    expect(networks.nextUpdate(liveSettings(config))).toEqual(gan.nextUpdate(liveSettings(config)));
    const latents = networks.evaluationLatents(2000, 7);
    expect(latents).toEqual(gan.evaluationLatents(2000, 7));
    for (const network of ['generator', 'generatorEma'] as const) {
      const samples = await networks.generate(network, latents);
      expect(samples).toEqual(await gan.generate(network, latents));
      expect(await networks.discriminate(samples)).toEqual(await gan.discriminate(samples));
    }
    expect(compiled).toEqual([['output'], ['output']]);
    await networks.dispose();
    await gan.dispose();
  });

  it('are computed elsewhere, with a word about it, where the device of the config cannot', async () => {
    const config = ganConfig({ ...parts, device: 'onnxruntime-webgpu' });
    const gan = await trained(config);
    const { modules } = machine();
    const elsewhere = await load(config, gan.saveState(), modules);
    expect(elsewhere.fallback).toBe(
      'The networks are computed on ONNX Runtime, CPU, 1 thread instead of ONNX Runtime, WebGPU. ONNX Runtime, WebGPU: Not available: no adapter was found.',
    );
    const onnxRuntime = { missing: 'onnxruntime-node has no build for this system' };
    const eager = await load(config, gan.saveState(), { ...modules, onnxRuntime });
    expect(eager.fallback).toContain('computed on TensorFlow.js, plain JavaScript instead of');
    const latents = gan.fixedLatents(50);
    const [a, b] = [elsewhere.networks, eager.networks].map((networks) =>
      networks.generate('generatorEma', latents),
    );
    const [compiled, reference] = [await a!, await b!];
    for (const [i, value] of compiled.entries()) expect(value).toBeCloseTo(reference[i]!, 5);
  });

  it('are refused where the state is of another config', async () => {
    const gan = await trained(ganConfig(parts));
    const { modules, compiled } = machine();
    await expect(load(ganConfig(), gan.saveState(), modules)).rejects.toThrow(
      'it belongs to another config',
    );
    expect(compiled).toEqual([]);
  });
});
