/** A client of a run for one question, which does not listen to news. */
import { attachToRun } from '../runs/workerClient';

type Client = Awaited<ReturnType<typeof attachToRun>>;

export async function withClient<Answer>(
  runDirectory: string,
  ask: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const ignore = (): void => undefined;
  const client = await attachToRun(runDirectory, {
    record: ignore,
    progress: ignore,
    metrics: ignore,
    histogram: ignore,
    distribution: ignore,
    journal: ignore,
    stepping: ignore,
  });
  try {
    return await ask(client);
  } finally {
    client.close('there is nothing more to ask');
  }
}
