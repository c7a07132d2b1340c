/** Entry of the metrics thread: computes what the run loop would wait for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernels } from '../../engine/kernels';
import { createStreams } from '../../engine/random/streams';
import { serveThread } from '../serveThread';
import { loadDigitFeatures } from './loadDigitFeatures';
import { Measurement } from './measurement';
import type { FeatureMetrics, MetricsFunctions, MetricsSetup } from './metricsProtocol';

async function start(setup: MetricsSetup): Promise<Measurement> {
  const kernels = compileKernels(readFileSync(join(__dirname, 'kernels.wasm'))).instantiate(0);
  const streams = createStreams(setup.seed, kernels);
  const { digits } = setup;
  return Measurement.start(setup, streams, digits && (await loadDigitFeatures(digits)));
}

function metricsFunctions(): MetricsFunctions {
  let started: Promise<Measurement> | undefined;
  /** Calls may come while it is starting. */
  const running = (): Promise<Measurement> => {
    if (started === undefined) throw new Error('The metrics thread was not started.');
    return started;
  };
  const timed = async (
    measure: (measurement: Measurement) => Promise<FeatureMetrics[]>,
  ): ReturnType<MetricsFunctions['measure']> => {
    const measurement = await running();
    const begin = performance.now();
    const measured = await measure(measurement);
    return { measured, seconds: (performance.now() - begin) / 1000 };
  };
  return {
    async start(setup) {
      started = start(setup);
      await started;
    },
    measure: (fakes) => timed((measurement) => measurement.measure(fakes)),
    measureReal: (real, other) => timed((measurement) => measurement.measureReal(real, other)),
  };
}

serveThread(metricsFunctions());
