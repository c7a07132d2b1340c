const SHOWN_CHARACTERS = 60;

/** A name from the text as it stands in a message: it may be as long as the text. */
export function shortName(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name;
}
