/** What a file system says in codes, in words for the user. */
import { errorCode } from './boundedFile';
import { messageOf } from './errors';

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EROFS: 'The disk is read-only',
  EACCES: 'You may not write there',
  EPERM: 'You may not write there',
  EIO: 'The disk reported an error',
  ENOENT: 'A file or folder is missing',
};

/** What went wrong, without a full stop. */
export function describeCause(error: unknown): string {
  const message = messageOf(error);
  const cause = CAUSES[errorCode(error) ?? ''];
  const what = cause === undefined ? message : `${cause} (${message})`;
  return what.replace(/\.$/, '');
}
