/** The worker's standard output is `worker.log` of the run directory. */
export function log(message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}

/** What an error says, with its stack and its causes, for the log. */
export function describeFully(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${describeFully(error.cause)}`;
}
