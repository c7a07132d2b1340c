import type { Streams } from '../random/streams';

/** Positions in a finite set, in the order they are drawn: a new permutation each epoch. */
export function createOrder(streams: Streams, count: number): (position: number) => number {
  // A minibatch touches one epoch, or two when it spans them.
  let current: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array() };
  return (position) => {
    const epoch = Math.floor(position / count);
    if (epoch !== current.epoch) {
      current = { epoch, order: streams.permutation('shuffle', epoch, count) };
    }
    return current.order[position - epoch * count];
  };
}
