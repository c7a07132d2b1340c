/** Decodes images on threads. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DecodeAnswer, DecodeRequest } from './decodeProtocol';
import type { ImageFile } from './listImages';
import type { ImagePreparation } from './prepareImage';

/** More gain nothing: one process reads the files for all of them. Each may hold an image of the largest size. */
const MAX_THREADS = 6;
/** Starting a thread costs as much as decoding some hundred small images. */
const IMAGES_PER_THREAD = 100;
/** Requests that wait at a thread, so that it need not wait for the next file. */
const REQUESTS_PER_THREAD = 4;

/** Gets the pixels of image `index`, or why there are none. */
export type OnDecoded = (answer: DecodeAnswer) => void;

/** One thread; each of its answers lets the next request go. */
class DecodeThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, (answer: DecodeAnswer) => void>();

  constructor(
    scriptPath: string,
    preparation: ImagePreparation,
    onFailure: (error: Error) => void,
  ) {
    this.worker = new Worker(scriptPath, { name: 'gan-images', workerData: preparation });
    this.worker.on('error', onFailure);
    this.worker.on('message', (answer: DecodeAnswer) => {
      this.waiting.get(answer.index)?.(answer);
      this.waiting.delete(answer.index);
    });
  }

  async decode(index: number, bytes: Buffer): Promise<DecodeAnswer> {
    return new Promise((resolve) => {
      this.waiting.set(index, resolve);
      // Small files share the memory of others, which cannot be given away.
      const own = Uint8Array.from(bytes);
      this.worker.postMessage({ index, bytes: own } satisfies DecodeRequest, [own.buffer]);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

async function readAndDecode(
  thread: DecodeThread,
  file: ImageFile,
  index: number,
): Promise<DecodeAnswer> {
  let bytes;
  try {
    bytes = await file.read();
  } catch (error) {
    return { index, problem: error instanceof Error ? error.message : String(error) };
  }
  return thread.decode(index, bytes);
}

/**
 * Decodes all files, in any order; resolves when all have been told of.
 *
 * @param scriptPath the bundle of `decodeThread.ts`
 * @throws Error when a thread fails as a whole
 */
export async function decodeAll(
  files: readonly ImageFile[],
  preparation: ImagePreparation,
  scriptPath: string,
  onDecoded: OnDecoded,
): Promise<void> {
  const count = Math.min(
    MAX_THREADS,
    availableParallelism(),
    Math.ceil(files.length / IMAGES_PER_THREAD),
  );
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const threads = Array.from(
    { length: count },
    () => new DecodeThread(scriptPath, preparation, (error) => fail(error)),
  );
  let next = 0;
  const serve = async (thread: DecodeThread): Promise<void> => {
    for (let index = next++; index < files.length; index = next++) {
      const file = files[index];
      if (file !== undefined) onDecoded(await readAndDecode(thread, file, index));
    }
  };
  try {
    const lanes = threads.flatMap((thread) =>
      Array.from({ length: REQUESTS_PER_THREAD }, () => serve(thread)),
    );
    await Promise.race([Promise.all(lanes), failed]);
  } finally {
    next = files.length;
    await Promise.all(threads.map((thread) => thread.end()));
  }
}
