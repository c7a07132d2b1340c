/** Entry of the metrics thread: computes what the run loop would wait for. */
import { readFileSync, readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { type Features, plainFeatures } from '../../engine/metrics/features';
import { MetricSuite } from '../../engine/metrics/metricSuite';
import { compileKernels } from '../../engine/kernels';
import { createStreams } from '../../engine/random/streams';
import type { MetricsFunctions, MetricsSetup } from './metricsProtocol';

interface Started {
  readonly suite: MetricSuite;
  readonly features: Features;
}

async function start({ reference, ...setup }: MetricsSetup): Promise<Started> {
  const kernels = compileKernels(readFileSync(join(__dirname, 'kernels.wasm'))).instantiate(0);
  const streams = createStreams(setup.seed, kernels);
  const features = plainFeatures(setup.sampleShape, streams);
  const suite = new MetricSuite({
    families: setup.families,
    mixture: setup.mixture,
    reference: await features.of(reference),
    streams,
  });
  return { suite, features };
}

/** Linux schedules threads one by one: this one takes what the others leave. */
function yieldToTraining(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    setPriority(Number(thread), constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Other systems: the budget alone keeps it short.
  }
}

function serve(port: NonNullable<typeof parentPort>): void {
  let started: Started | undefined;
  const running = (): Started => {
    if (started === undefined) throw new Error('The metrics thread was not started.');
    return started;
  };
  const timed = async (measure: () => Promise<object>): ReturnType<MetricsFunctions['measure']> => {
    const begin = performance.now();
    const values = await measure();
    return { values, seconds: (performance.now() - begin) / 1000 };
  };
  const functions: MetricsFunctions = {
    async start(setup) {
      started = await start(setup);
      return { features: started.features.description };
    },
    measure: (fakes) =>
      timed(async () => running().suite.measure(await running().features.of(fakes))),
    measureReal: (real, other) =>
      timed(async () => {
        const { suite, features } = running();
        return suite.measureReal(await features.of(real), await features.of(other));
      }),
  };
  createBirpc<Record<string, never>, MetricsFunctions>(functions, {
    post: (data: unknown) => port.postMessage(data),
    on: (listener) => port.on('message', listener),
    bind: 'functions',
  });
}

if (parentPort === null) throw new Error('This file runs as a thread of the training process.');
yieldToTraining();
serve(parentPort);
