/** A socket of Node.js as the byte stream that the link wants. */
import { connect, type Socket } from 'node:net';
import type { ByteStream } from '../protocol/workerLink';

const CONNECT_TIMEOUT_MS = 5000;

export function socketStream(socket: Socket): ByteStream {
  return {
    write: (bytes) => void socket.write(bytes),
    get bufferedBytes() {
      return socket.writableLength;
    },
    onData: (listener) => void socket.on('data', listener),
    onClose: (listener) => {
      // An error is always followed by `close`; without a listener it would end the process.
      socket.on('error', () => undefined);
      socket.on('close', listener);
    },
    destroy: () => void socket.destroy(),
  };
}

/** @throws Error when nobody answers at the path, within five seconds. */
export async function connectSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const timer = setTimeout(() => {
      socket.destroy(new Error('nobody answered within five seconds'));
    }, CONNECT_TIMEOUT_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
