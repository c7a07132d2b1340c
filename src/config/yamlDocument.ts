import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import type { ConfigPath, SourceDocument, SyntaxProblem, TextRange } from './sourceDocument';

/** A config repeats a layer or an optimizer at most; more expansion than this is an attack. */
const MAX_ALIASES = 100;
/** The parser quotes whole lines in what it says. */
const LONGEST_MESSAGE = 200;

/** Without the final full stop. */
function cut(message: string): string {
  if (message.length > LONGEST_MESSAGE) return `${message.slice(0, LONGEST_MESSAGE)}…`;
  return message.replace(/\.$/, '');
}

function nodeRange(node: unknown): TextRange | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? { offset: range[0], length: range[1] - range[0] } : undefined;
}

/** The pair of key and value, or the element, that a path leads to. */
function find(document: Document, path: ConfigPath): { key?: unknown; value: unknown } | undefined {
  let found: { key?: unknown; value: unknown } = { value: document.contents };
  for (const segment of path) {
    const container = isAlias(found.value) ? found.value.resolve(document) : found.value;
    if (isMap(container)) {
      const pair = container.items.find(
        ({ key }) => isScalar(key) && String(key.value) === segment,
      );
      if (pair === undefined) return undefined;
      found = { key: pair.key, value: pair.value };
    } else if (isSeq(container) && typeof segment === 'number') {
      if (segment >= container.items.length) return undefined;
      found = { value: container.items[segment] };
    } else {
      return undefined;
    }
  }
  return found;
}

function toValue(document: Document, problems: SyntaxProblem[]): unknown {
  if (problems.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    // The parser's own word for too many aliases, and for one of an anchor that is not there.
    const isOfAliases = error instanceof ReferenceError;
    const reason = cut(error instanceof Error ? error.message : String(error));
    problems.push({
      message:
        isOfAliases && reason.startsWith('Excessive')
          ? `Its anchors (&) and aliases (*) unfold to more than ${MAX_ALIASES} times what is written. Write the values out.`
          : `The config cannot be read: ${reason}.`,
      offset: 0,
      length: 0,
      path: [],
    });
    return undefined;
  }
}

export function parseYamlDocument(text: string): SourceDocument {
  const document = parseDocument(text, { prettyErrors: false, version: '1.2', logLevel: 'silent' });
  const problems: SyntaxProblem[] = [...document.errors, ...document.warnings].map(
    ({ message, pos: [start, end] }) => ({
      message: `This is not valid YAML: ${cut(message)}.`,
      offset: Math.min(start, text.length),
      length: Math.max(0, Math.min(end, text.length) - start),
      path: [],
    }),
  );
  return {
    value: toValue(document, problems),
    problems,
    valueRange: (path) => nodeRange(find(document, path)?.value),
    keyRange: (path) => nodeRange(find(document, path)?.key),
  };
}
