/** The training process's side of the neighbour thread, which runs from the first question on. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc, type BirpcReturn } from 'birpc';
import type { ImageSet, ImageUse } from '../../engine/data/images';
import type { NeighbourFunctions } from './neighbourProtocol';

/** The bundle lies beside that of the training process. */
const THREAD_PATH = join(__dirname, 'neighbourThread.js');

type Functions = BirpcReturn<NeighbourFunctions, Record<string, never>>;

/** What a run trains on. */
export interface ImagesInUse {
  /** With pixels in shared memory. */
  readonly set: ImageSet;
  readonly use: ImageUse;
}

export class NeighbourSearch {
  private thread: { readonly worker: Worker; readonly functions: Functions } | undefined;
  private real: Promise<Float64Array> | undefined;

  constructor(private readonly images: ImagesInUse) {}

  /** @see NeighbourFunctions.nearest */
  async nearest(
    sample: Float32Array,
    count: number,
  ): Promise<ReturnType<NeighbourFunctions['nearest']>> {
    return (await this.start()).nearest(sample, count);
  }

  /** Computed once. @see NeighbourFunctions.realDistances */
  realDistances(most: number): Promise<Float64Array> {
    this.real ??= this.start()
      .then((functions) => functions.realDistances(most))
      .catch((error: unknown) => {
        this.real = undefined;
        throw error;
      });
    return this.real;
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    await this.thread?.worker.terminate();
  }

  private async start(): Promise<Functions> {
    if (this.thread !== undefined) return this.thread.functions;
    const worker = new Worker(THREAD_PATH, { name: 'gan-neighbours' });
    const functions = createBirpc<NeighbourFunctions, Record<string, never>>(
      {},
      {
        post: (data: unknown) => worker.postMessage(data),
        on: (listener) => worker.on('message', listener),
        timeout: -1,
      },
    );
    this.thread = { worker, functions };
    let failure = new Error('The neighbour thread has ended.');
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', () => {
      this.thread = undefined;
      functions.$close(failure);
    });
    const { set, use } = this.images;
    const { name, count, channels, height, width, pixels, white } = set;
    await functions.start({
      images: { name, count, channels, height, width, pixels, white },
      use,
    });
    return functions;
  }
}
