/** The training process's side of the neighbour thread, which runs from the first question on. */
import type { NeighbourSpace } from '../../protocol/inspection';
import type { DigitModel } from '../evaluation/digitFeatures';
import type { ImagesInUse } from '../runData';
import { startThread, type Thread } from '../startThread';
import type { NeighbourFunctions } from './neighbourProtocol';

export class NeighbourSearch {
  private thread: Thread<NeighbourFunctions> | undefined;
  private readonly real = new Map<NeighbourSpace, Promise<Float64Array>>();

  /** @param digits absent where images have no features */
  constructor(
    private readonly images: ImagesInUse,
    private readonly digits: DigitModel | undefined,
  ) {}

  /** @see NeighbourFunctions.features */
  async features(milliseconds: number): Promise<number> {
    return (await this.start()).features(milliseconds);
  }

  /** @see NeighbourFunctions.nearest */
  async nearest(
    sample: Float32Array,
    count: number,
    space: NeighbourSpace,
  ): ReturnType<NeighbourFunctions['nearest']> {
    return (await this.start()).nearest(sample, count, space);
  }

  /** Computed once. @see NeighbourFunctions.realDistances */
  realDistances(most: number, space: NeighbourSpace): Promise<Float64Array> {
    const known = this.real.get(space);
    if (known !== undefined) return known;
    const asked = this.start()
      .then((functions) => functions.realDistances(most, space))
      .catch((error: unknown) => {
        this.real.delete(space);
        throw error;
      });
    this.real.set(space, asked);
    return asked;
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
      ...{ use, digits: this.digits },
    });
    return thread.functions;
  }
}
