/** Names of files in messages: others have written them. */

const MAX_CHARACTERS = 80;
const SHOWN = 3;

/** Without what would steer a terminal, begin a new line in a log, or turn the direction of writing; the end of a long one. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
  return plain.length <= MAX_CHARACTERS ? plain : `…${plain.slice(1 - MAX_CHARACTERS)}`;
}

/** The first few, then "…" when there are more. */
export function shownNames(names: readonly string[]): string {
  const first = names.slice(0, SHOWN).map(shownName);
  return [...first, ...(names.length > SHOWN ? ['…'] : [])].join(', ');
}
