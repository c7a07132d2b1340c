/** `run.json`. */
import type { RunRecord } from '../protocol/runModel';
import { runRecordSchema } from '../protocol/runModelSchema';
import { readJsonFile } from './jsonFile';
import { runFile } from './layout';
import { replaceFile } from './replaceFile';

const RECORD = {
  schema: runRecordSchema,
  name: 'the record of a run',
  maximumBytes: 1024 * 1024,
};

/** @throws Error when the file is absent; RunFileError when it is too large, no JSON or no run record */
export async function readRunRecord(runDirectory: string): Promise<RunRecord> {
  return readJsonFile(runFile(runDirectory, 'record'), RECORD);
}

/** Replaces the record as a whole. */
export async function writeRunRecord(runDirectory: string, record: RunRecord): Promise<void> {
  await replaceFile(runFile(runDirectory, 'record'), `${JSON.stringify(record, null, 2)}\n`);
}
