/** The run loop's side of the metrics thread. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { MetricsFunctions } from './metricsProtocol';

/** The bundle lies beside that of the training process. */
const THREAD_PATH = join(__dirname, 'metricsThread.js');

export interface MetricsThread {
  readonly functions: MetricsFunctions;
  /** Ends the thread, whatever it is doing. */
  close(): Promise<void>;
}

/** A call is refused as soon as the thread has ended. */
export function startMetricsThread(): MetricsThread {
  const worker = new Worker(THREAD_PATH, { name: 'gan-metrics' });
  const link = createBirpc<MetricsFunctions, Record<string, never>>(
    {},
    {
      post: (data: unknown) => worker.postMessage(data),
      on: (listener) => worker.on('message', listener),
      // Nobody else waits for it: the run goes on meanwhile.
      timeout: -1,
    },
  );
  let failure = new Error('The metrics thread has ended.');
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => link.$close(failure));
  return {
    functions: {
      start: (setup) => link.start(setup),
      measure: (fakes) => link.measure(fakes),
      measureReal: (real, other) => link.measureReal(real, other),
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
