/** A client of a live run: the extension host or a terminal. */
import { type ClientSide, openClientSide } from '../protocol/workerLink';
import {
  type AttachResult,
  WORKER_PROTOCOL_VERSION,
  type WorkerEvents,
} from '../protocol/workerProtocol';
import { readConnection } from './connection';
import { connectSocket, socketStream } from './socketStream';

/** An attached client: the calls of `WorkerFunctions`, and the state at the moment of attaching. */
export type WorkerClient = ClientSide & { readonly attached: AttachResult };

/**
 * Attaches to the worker of a run; `events` are called from then on. Metric rows up to `attached.metricsFlushedToStep`
 * are in `metrics.arrows`. Rows may be left out while the client lags behind: on a gap in the steps, read the file.
 *
 * @throws Error when no worker answers, or it speaks another version of the protocol.
 */
export async function attachToRun(
  runDirectory: string,
  events: WorkerEvents,
): Promise<WorkerClient> {
  const connection = await readConnection(runDirectory);
  if (connection.protocolVersion !== WORKER_PROTOCOL_VERSION) {
    throw new Error(
      `The training process speaks version ${connection.protocolVersion} of the protocol, this program version ${WORKER_PROTOCOL_VERSION}. Stop the run with the version that started it.`,
    );
  }
  const stream = socketStream(await connectSocket(connection.socketPath));
  const client = openClientSide(stream, events);
  try {
    const attached = await client.call('attach', connection.token, WORKER_PROTOCOL_VERSION);
    return { ...client, attached };
  } catch (error) {
    client.close('attaching failed');
    throw error;
  }
}
