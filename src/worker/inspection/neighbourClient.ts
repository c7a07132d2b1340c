/** The training process's side of the neighbour thread, which runs from the first question on. */
import type { ImageSet, ImageUse } from '../../engine/data/images';
import { startThread, type Thread } from '../startThread';
import type { NeighbourFunctions } from './neighbourProtocol';

/** What a run trains on. */
export interface ImagesInUse {
  /** With pixels in shared memory. */
  readonly set: ImageSet;
  readonly use: ImageUse;
}

export class NeighbourSearch {
  private thread: Thread<NeighbourFunctions> | undefined;
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
    await this.thread?.close();
  }

  private async start(): Promise<Thread<NeighbourFunctions>['functions']> {
    if (this.thread !== undefined) return this.thread.functions;
    const thread = startThread<NeighbourFunctions>('neighbourThread.js', 'neighbour');
    this.thread = thread;
    thread.onEnd(() => (this.thread = undefined));
    const { set, use } = this.images;
    const { name, count, channels, height, width, pixels, white } = set;
    await thread.functions.start({
      images: { name, count, channels, height, width, pixels, white },
      use,
    });
    return thread.functions;
  }
}
