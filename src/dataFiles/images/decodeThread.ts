/** Entry of the threads that decode images. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DecodeAnswer, DecodeRequest, ThreadData } from './decodeProtocol';
import { loadJpegDecoder } from './jpeg';
import { prepareImage } from './prepareImage';

async function serve(port: NonNullable<typeof parentPort>, preparation: ThreadData): Promise<void> {
  const decodeJpeg = await loadJpegDecoder();
  const answer = ({ index, bytes }: DecodeRequest): DecodeAnswer => {
    try {
      return { index, pixels: prepareImage(Buffer.from(bytes.buffer), preparation, decodeJpeg) };
    } catch (error) {
      return { index, problem: error instanceof Error ? error.message : String(error) };
    }
  };
  port.on('message', (request: DecodeRequest) => port.postMessage(answer(request)));
}

if (parentPort === null) throw new Error('This file runs as a thread of the training process.');
void serve(parentPort, workerData as ThreadData);
