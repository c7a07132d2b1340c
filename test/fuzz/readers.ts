import type { Reader } from './reader';
import { configReaders } from './readers/config';
import { dataFileReaders } from './readers/dataFiles';
import { messageReaders } from './readers/messages';
import { runDirectoryReaders } from './readers/runDirectory';

/** Every reader of bytes that a user or another machine may have made. */
export const READERS: readonly Reader[] = [
  ...configReaders,
  ...dataFileReaders,
  ...runDirectoryReaders,
  ...messageReaders,
];
