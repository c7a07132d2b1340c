/** The clients attached to a run: passes events to each. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import {
  openWorkerSide,
  type WorkerFunctionImplementations,
  type WorkerSide,
} from '../protocol/workerLink';
import {
  type AttachResult,
  WORKER_PROTOCOL_VERSION,
  type WorkerEvents,
} from '../protocol/workerProtocol';
import { socketStream } from '../runs/socketStream';
import { RequestError } from './controls';
import type { Publisher } from './publisher';

/** A client that has not proved itself by then is let go. */
const ATTACH_TIMEOUT_MS = 5000;
const MAXIMUM_CONNECTIONS = 32;
/** Time for the last answers and events to leave. */
const LAST_WORDS_MS = 1000;

/** What the hub offers to attached clients. */
export type RunFunctions = Omit<WorkerFunctionImplementations, 'attach'> & {
  readonly attachResult: () => AttachResult;
};

export class ClientHub implements Publisher {
  private readonly attached = new Set<WorkerSide>();
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(private readonly token: string) {}

  get clients(): number {
    return this.attached.size;
  }

  send<K extends keyof WorkerEvents>(event: K, ...args: Parameters<WorkerEvents[K]>): void {
    for (const client of this.attached) client.send(event, ...args);
  }

  /** Starts to listen. @throws Error when the socket cannot be made */
  async listen(path: string, run: RunFunctions): Promise<void> {
    const server = createServer((socket) => this.accept(socket, run));
    server.maxConnections = MAXIMUM_CONNECTIONS;
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  }

  private accept(socket: Socket, run: RunFunctions): void {
    this.sockets.add(socket);
    // After a step that took longer, timers come before what has arrived meanwhile: that gets a turn first.
    const timer = setTimeout(
      () =>
        setImmediate(() => {
          if (!this.attached.has(link)) link.close('it did not attach');
        }),
      ATTACH_TIMEOUT_MS,
    );
    const { attachResult, ...functions } = run;
    const link = openWorkerSide(socketStream(socket), {
      ...this.guard(
        functions,
        () => this.attached.has(link),
        () => link.close('it did not attach first'),
      ),
      attach: (token, version) => {
        if (!this.isToken(token) || version !== WORKER_PROTOCOL_VERSION) {
          link.close('it has no right to attach, or another version');
          throw new RequestError('Refused.');
        }
        clearTimeout(timer);
        const result = attachResult();
        this.attached.add(link);
        return result;
      },
    });
    link.onClose(() => {
      clearTimeout(timer);
      this.attached.delete(link);
      this.sockets.delete(socket);
    });
  }

  /** Functions that work for attached clients only. */
  private guard<T extends object>(functions: T, isAttached: () => boolean, refuse: () => void): T {
    const guarded = Object.entries(functions).map(([name, call]) => [
      name,
      (...args: unknown[]): unknown => {
        if (isAttached()) return (call as (...args: unknown[]) => unknown)(...args);
        refuse();
        throw new RequestError('Attach first.');
      },
    ]);
    return Object.fromEntries(guarded) as T;
  }

  private isToken(given: string): boolean {
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(given), digest(this.token));
  }

  /** Lets the last words leave, then closes every connection. */
  async close(): Promise<void> {
    this.server?.close();
    const closing = [...this.sockets].map(
      (socket) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(() => {
            socket.destroy();
            resolve();
          }, LAST_WORDS_MS);
          socket.end(() => {
            clearTimeout(timer);
            socket.destroy();
            resolve();
          });
        }),
    );
    await Promise.all(closing);
  }
}
