import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { shortName } from './shortName';
import type { ConfigPath, SourceDocument, SyntaxProblem } from './sourceDocument';

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol:
    'This is no JSON value. Text needs double quotes; true, false and null are written in small letters.',
  InvalidNumberFormat: 'This is not a number as JSON writes it, such as 0.5 or 2e-4.',
  PropertyNameExpected: 'A property name in double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'A closing brace } is expected here.',
  CloseBracketExpected: 'A closing bracket ] is expected here.',
  EndOfFileExpected: 'The config ends before this: remove what follows.',
  InvalidCommentToken: 'This is no comment: comments begin with // or /*.',
  UnexpectedEndOfComment: 'This comment is never closed: add */.',
  UnexpectedEndOfString: 'This text is never closed: add a double quote.',
  UnexpectedEndOfNumber: 'This number is cut short.',
  InvalidUnicode: 'This is no \\u escape: four hexadecimal digits follow \\u.',
  InvalidEscapeCharacter:
    'This is no escape of JSON. Write \\\\ for a backslash; in paths, / works on every system.',
  InvalidCharacter: 'This character is not allowed here; write it as an escape.',
};

/** The scanner reads past the end of comments and texts that are never closed. */
function syntaxProblem({ error, offset, length }: ParseError, textLength: number): SyntaxProblem {
  const start = Math.min(offset, textLength);
  return {
    message: MESSAGES[printParseErrorCode(error)] ?? 'This is not valid JSON.',
    offset: start,
    length: Math.min(length, textLength - start),
    path: [],
  };
}

/** JSON lets a key stand twice and parsers disagree which counts: refused. */
function duplicateKeys(node: Node, path: ConfigPath, problems: SyntaxProblem[]): void {
  if (node.type === 'array') {
    node.children?.forEach((child, i) => duplicateKeys(child, [...path, i], problems));
    return;
  }
  if (node.type !== 'object') return;
  const seen = new Set<string>();
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (key === undefined) continue;
    const name = String(key.value);
    const propertyPath = [...path, name];
    if (seen.has(name)) {
      const message = `\`${shortName(name)}\` stands here a second time. Remove one of the two.`;
      problems.push({ message, offset: key.offset, length: key.length, path: propertyPath });
    }
    seen.add(name);
    if (value !== undefined) duplicateKeys(value, propertyPath, problems);
  }
}

export function parseJsonDocument(text: string): SourceDocument {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const problems = errors.map((error) => syntaxProblem(error, text.length));
  if (root !== undefined) duplicateKeys(root, [], problems);
  const find = (path: ConfigPath): Node | undefined =>
    root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  return {
    value: root === undefined ? undefined : (getNodeValue(root) as unknown),
    problems,
    valueRange: find,
    keyRange(path) {
      const property = find(path)?.parent;
      return property?.type === 'property' ? property.children?.[0] : undefined;
    },
  };
}
