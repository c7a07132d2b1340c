/** Random configs for property tests: valid ones made from the schema, and ones with something changed. */
import fc from 'fast-check';
import type { JsonSchema } from '../../src/config/jsonSchema';

/** Numbers as JSON writes them: no −0, no exponents beyond float64. */
const double = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));

function numberOf({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): fc.Arbitrary<number> {
  const low = exclusiveMinimum ?? minimum ?? -1e6;
  const high = maximum ?? 1e6;
  if (type === 'integer') {
    return fc.oneof(
      fc.integer({ min: low, max: Math.min(high, low + 1000) }),
      fc.constantFrom(low, high),
    );
  }
  const above = exclusiveMinimum === undefined ? low : Math.min(1e-9, high);
  return fc.oneof(double(above, high), fc.constantFrom(above, high));
}

/** Paths, names and colours. */
const TEXTS = ['a', 'data/train images-idx3-ubyte.gz', 'Zoë 数', '#00fF7a'];

function textOf({ pattern }: JsonSchema): fc.Arbitrary<string> {
  const allowed = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  return fc.constantFrom(...TEXTS.filter((text) => allowed?.test(text) ?? true));
}

function objectOf(schema: JsonSchema, root: JsonSchema): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema;
  return fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, child]) => [name, valueOf(child, root)]),
    ),
    { requiredKeys: required },
  );
}

/** Values that the schema allows. */
export function valueOf(schema: JsonSchema, root: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return valueOf(root.definitions![schema.$ref.replace('#/definitions/', '')]!, root);
  }
  if (schema.allOf !== undefined) return valueOf(schema.allOf[0]!, root);
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((branch) => valueOf(branch, root)));
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, root);
    case 'array':
      return fc.array(valueOf(schema.items!, root), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(4, schema.maxItems ?? 4),
      });
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    default:
      return textOf(schema);
  }
}

/** A change at a random place: a value replaced, a field added, removed or renamed. */
interface Mutation {
  /** Which of the places, as a share of their number. */
  readonly place: number;
  readonly kind: 'replace' | 'add' | 'remove' | 'rename';
  readonly value: unknown;
}

const strangeValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    0,
    -1,
    0.5,
    1e300,
    [],
    {},
    'a/b',
    'x'.repeat(61),
    '\u0007',
  ),
  fc.constantFrom<unknown>(
    'dense',
    'adam',
    'ring',
    'relu',
    'auto',
    1,
    256,
    257,
    65_537,
    2 ** 53,
    1e-320,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
  kind: fc.constantFrom('replace', 'add', 'remove', 'rename'),
  value: strangeValue,
});

type Container = Record<string, unknown> | unknown[];

function places(value: unknown): [Container, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    [value as Container, key] as [Container, string],
    ...places(child),
  ]);
}

/** A changed copy. */
export function mutate(config: unknown, { place, kind, value }: Mutation): unknown {
  const copy: unknown = structuredClone(config);
  const all = places(copy);
  const chosen = all[Math.floor(place * all.length)];
  if (chosen === undefined) return value;
  const [container, key] = chosen;
  if (kind === 'replace' || Array.isArray(container)) {
    (container as Record<string, unknown>)[key] = value;
  } else if (kind === 'add') {
    container[`${key}s`] = value;
  } else {
    if (kind === 'rename') container[`${key}x`] = container[key];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete container[key];
  }
  return copy;
}
