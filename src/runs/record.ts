/** `run.json`. */
import type { RunRecord } from '../protocol/runModel';
import { runRecordSchema } from '../protocol/runModelSchema';
import { readBoundedFile } from './boundedFile';
import { runFile } from './layout';
import { replaceFile } from './replaceFile';

const MAXIMUM_BYTES = 1024 * 1024;

/** @throws Error when the file is absent, too large, no JSON or no run record. */
export async function readRunRecord(runDirectory: string): Promise<RunRecord> {
  const path = runFile(runDirectory, 'record');
  const bytes = await readBoundedFile(path, MAXIMUM_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Error(`${path} is not JSON.`, { cause: error });
  }
  const result = runRecordSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(
    `${path} is not the record of a run: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    { cause: result.error },
  );
}

/** Replaces the record as a whole. */
export async function writeRunRecord(runDirectory: string, record: RunRecord): Promise<void> {
  await replaceFile(runFile(runDirectory, 'record'), `${JSON.stringify(record, null, 2)}\n`);
}
