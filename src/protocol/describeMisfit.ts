import type * as z from 'zod';

/** Issues told, and the length of a name in them: in a hostile message they may be thousands. */
const SHOWN_ISSUES = 3;
const SHOWN_CHARACTERS = 80;

function describeIssue({ path, code, message }: z.core.$ZodIssue): string {
  const place = path.map(String).join('.').slice(0, SHOWN_CHARACTERS);
  if (place === '') return 'it is something else';
  const isMissing = code === 'invalid_type' && message.endsWith('undefined');
  return `"${place}" is ${isMissing ? 'missing' : 'not as it should be'}`;
}

/** What a value lacks that does not fit its schema, such as `"settings.discriminatorSteps" is missing`. */
export function describeMisfit({ issues }: z.ZodError): string {
  const shown = issues.slice(0, SHOWN_ISSUES).map(describeIssue);
  const more = issues.length - shown.length;
  return [...new Set(shown), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
