/** Reads the JSON files of a run directory. */
import type * as z from 'zod';
import { describeMisfit } from '../protocol/describeMisfit';
import { readBoundedFile, RunFileError } from './boundedFile';

export interface JsonFileKind<T> {
  readonly schema: z.ZodType<T>;
  /** For messages, such as "the record of a run". */
  readonly name: string;
  readonly maximumBytes: number;
}

/**
 * @throws RunFileError when the file is too large or not of this kind
 * @throws Error of the file system
 */
export async function readJsonFile<T>(path: string, kind: JsonFileKind<T>): Promise<T> {
  const bytes = await readBoundedFile(path, kind.maximumBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new RunFileError(`${path} is damaged: it is not JSON.`, { cause: error });
  }
  const result = kind.schema.safeParse(value);
  if (result.success) return result.data;
  throw new RunFileError(
    `${path} is not ${kind.name} of this version: ${describeMisfit(result.error)}.`,
    { cause: result.error },
  );
}
