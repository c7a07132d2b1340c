/** Starts threads of the training process, which end with it. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc, type BirpcReturn } from 'birpc';
import { asError } from '../runs/errors';

export interface Thread<Functions extends object> {
  /** A call is refused as soon as the thread has ended, with the error that has ended it. */
  readonly functions: BirpcReturn<Functions, Record<string, never>>;
  onEnd(listener: () => void): void;
  /** Ends the thread, whatever it is doing. */
  close(): Promise<void>;
}

/**
 * @param file a bundle beside that of the training process, which calls `serveThread`
 * @param purpose names the thread, as in "metrics"
 */
export function startThread<Functions extends object>(
  file: string,
  purpose: string,
): Thread<Functions> {
  const worker = new Worker(join(__dirname, file), { name: `gan-${purpose}` });
  const functions = createBirpc<Functions, Record<string, never>>(
    {},
    {
      post: (data: unknown) => worker.postMessage(data),
      on: (listener) => worker.on('message', listener),
      // Nobody else waits for it: the run goes on meanwhile.
      timeout: -1,
    },
  );
  let failure = new Error(`The ${purpose} thread has ended.`);
  worker.on('error', (error) => {
    failure = asError(error);
  });
  worker.on('exit', () => functions.$close(failure));
  return {
    functions,
    onEnd: (listener) => void worker.on('exit', listener),
    close: async () => {
      await worker.terminate();
    },
  };
}
