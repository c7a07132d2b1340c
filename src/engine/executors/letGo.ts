/**
 * Gives the memory of buffers back at once. Left to the garbage collector, megabytes a step make it mark all it has every
 * few steps.
 */

interface Port {
  postMessage(message: null, transferred: readonly ArrayBufferLike[]): void;
  close(): void;
}

/** Node.js and browsers have it; the types of neither are seen here. */
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port };

const { port1, port2 } = new MessageChannel();
port2.close();

/** @param arrays each of a buffer of its own, which is empty afterwards */
export function letGo(arrays: readonly { readonly buffer: ArrayBufferLike }[]): void {
  // What is sent to a port that is closed is freed; `ArrayBuffer.prototype.transfer` is newer than Node.js 20.
  port1.postMessage(
    null,
    arrays.map(({ buffer }) => buffer),
  );
}
