/** Finds the part of the JSON Schema that speaks about a place in a config, and says it in words. */
import { ganConfigJsonSchema, type JsonSchema } from './jsonSchema';
import type { ConfigPath } from './sourceDocument';

let madeRoot: JsonSchema | undefined;

/** Made on first use: an editor that starts should not wait for it. */
function root(): JsonSchema {
  madeRoot ??= ganConfigJsonSchema();
  return madeRoot;
}

/** Follows references; `anyOf` stays. */
function resolve(schema: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) {
    const target = root().definitions?.[schema.$ref.replace('#/definitions/', '')];
    return target === undefined ? {} : resolve(target);
  }
  const [only] = schema.allOf ?? [];
  return only === undefined ? schema : resolve(only);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The branches of a union, and of unions inside it; a schema that is none is its only branch. */
function alternatives(schema: JsonSchema): JsonSchema[] {
  const resolved = resolve(schema);
  return resolved.anyOf === undefined ? [resolved] : resolved.anyOf.flatMap(alternatives);
}

/** The branches of a union that a value may mean: the one its discriminator names, else all. */
function branches(schema: JsonSchema, value: unknown): JsonSchema[] {
  const resolved = alternatives(schema);
  const named = resolved.filter(({ properties = {} }) =>
    Object.entries(properties).some(
      ([key, property]) =>
        property.const !== undefined && isObject(value) && value[key] === property.const,
    ),
  );
  return named.length > 0 ? named : resolved;
}

function child(value: unknown, segment: string | number): unknown {
  if (Array.isArray(value)) return value[Number(segment)] as unknown;
  return isObject(value) ? value[segment] : undefined;
}

/** Every schema that may hold at a path of the config `value`. */
export function schemasAt(value: unknown, path: ConfigPath): JsonSchema[] {
  let schemas: JsonSchema[] = [root()];
  let current = value;
  for (const segment of path) {
    const container = current;
    schemas = schemas
      .flatMap((schema) => branches(schema, container))
      .flatMap((schema) => {
        const next = typeof segment === 'number' ? schema.items : schema.properties?.[segment];
        return next === undefined ? [] : [next];
      });
    current = child(container, segment);
  }
  return schemas.flatMap((schema) => branches(schema, current));
}

/** Names of the fields that an object at `path` may have. */
export function fieldsAt(value: unknown, path: ConfigPath): string[] {
  return [
    ...new Set(schemasAt(value, path).flatMap(({ properties = {} }) => Object.keys(properties))),
  ];
}

/** The sections of the config, such as `training`, and the fields in each. */
export function sectionFields(): { name: string; fields: string[] }[] {
  return Object.keys(root().properties ?? {}).map((name) => ({
    name,
    fields: fieldsAt(undefined, [name]),
  }));
}

/** Names that a text at a place may have. */
export function choices(schemas: readonly JsonSchema[]): string[] {
  return [
    ...new Set(
      schemas.flatMap(
        (schema) => schema.enum ?? (schema.const === undefined ? [] : [schema.const]),
      ),
    ),
  ];
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${String(words.at(-1))}`;
}

const number = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 10 });

function describeNumber({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const name = type === 'integer' ? 'an integer' : 'a number';
  if (exclusiveMinimum !== undefined) {
    const limit = maximum === undefined ? '' : ` and at most ${number(maximum)}`;
    return `${name} above ${number(exclusiveMinimum)}${limit}`;
  }
  if (minimum !== undefined && maximum !== undefined) {
    return `${name} from ${number(minimum)} to ${number(maximum)}`;
  }
  return name;
}

function describeOne(schema: JsonSchema): string {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return describeNumber(schema);
    case 'array':
      return `a list of ${number(schema.minItems ?? 0)} to ${number(schema.maxItems ?? Infinity)} entries`;
    case 'object':
      return 'an object { … }';
    case 'boolean':
      return '`true` or `false`';
    case 'string':
    case undefined: {
      const { minLength, maxLength, pattern } = schema;
      if (pattern !== undefined && minLength === undefined)
        return `a text of the form \`${pattern}\``;
      if (pattern !== undefined) {
        return `a text of ${String(minLength)} to ${String(maxLength)} characters without slashes and control characters`;
      }
      return minLength === undefined ? 'a text' : 'a text that is not empty';
    }
  }
}

/** What is expected at a place, such as "an integer from 1 to 65,536", to follow "must be". */
export function describeExpected(schemas: readonly JsonSchema[]): string {
  const names = choices(schemas).map((name) => `\`${name}\``);
  const others = schemas.filter(
    (schema) => schema.enum === undefined && schema.const === undefined,
  );
  return list([...new Set([...names, ...others.map(describeOne)])]);
}
