import type { Reader } from './reader';
import { configReaders } from './readers/config';
import { dataFileReaders } from './readers/dataFiles';
import { imageReaders } from './readers/images';
import { measurementReaders } from './readers/measurements';
import { messageReaders } from './readers/messages';
import { runDirectoryReaders } from './readers/runDirectory';

/** Every reader of bytes that a user or another machine may have made. */
export const READERS: readonly Reader[] = [
  ...configReaders,
  ...dataFileReaders,
  ...imageReaders,
  ...runDirectoryReaders,
  ...measurementReaders,
  ...messageReaders,
];
