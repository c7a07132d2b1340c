import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ganConfigSchema } from '../../src/config/ganConfig';
import { ganConfigJsonSchema } from '../../src/config/jsonSchema';
import { parseConfig, parseConfigWithFiles, type ParsedConfig } from '../../src/config/parse';
import { EXAMPLES } from '../helpers/examples';
import { mutate, mutation, valueOf } from './configArbitraries';

const schema = ganConfigJsonSchema();
// Keywords of VS Code are no part of JSON Schema.
const allows = new Ajv({ strict: false, unicodeRegExp: true }).compile(schema as object);

const validConfig = valueOf(schema, schema);
const anyConfig = fc
  .tuple(validConfig, fc.array(mutation, { maxLength: 3 }))
  .map(([config, mutations]) => mutations.reduce(mutate, config));

/** What must hold of any parsed text. */
function expectSound(text: string, { config, problems }: ParsedConfig): void {
  for (const { offset, length, message } of problems) {
    expect(Number.isInteger(offset) && Number.isInteger(length)).toBe(true);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(length).toBeGreaterThanOrEqual(0);
    expect(offset + length).toBeLessThanOrEqual(text.length);
    expect(message).toMatch(/\S.*[.?`]$/su);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(config === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
}

describe('the JSON schema and the validator', () => {
  it('accept every config made from the schema', () => {
    fc.assert(
      fc.property(validConfig, (config) => {
        expect(allows(config)).toBe(true);
        expect(ganConfigSchema.safeParse(config).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('agree on every changed config', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyConfig, (config) => {
        const allowed = allows(config);
        if (!allowed) refused += 1;
        expect(ganConfigSchema.safeParse(config).success).toBe(allowed);
      }),
      { numRuns: 3000 },
    );
    // Both sides of the property are exercised.
    expect(refused).toBeGreaterThan(300);
    expect(refused).toBeLessThan(2900);
  });
});

describe('parsing a config', () => {
  it('gives problems inside the text for every changed config, in both formats', () => {
    fc.assert(
      fc.property(anyConfig, fc.constantFrom(0, 2), (config, indent) => {
        const json = JSON.stringify(config, null, indent);
        expectSound(json, parseConfig(json, 'json'));
        const yaml = stringify(config);
        expectSound(yaml, parseConfig(yaml, 'yaml'));
      }),
      { numRuns: 200 },
    );
  });

  it('finds the same problems in both formats', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const found = (text: string, format: 'json' | 'yaml') =>
          parseConfig(text, format)
            .problems.map(({ path, message }) => `${path}: ${message}`)
            .sort();
        expect(found(stringify(config), 'yaml')).toEqual(found(JSON.stringify(config), 'json'));
      }),
      { numRuns: 300 },
    );
  });

  it.each(['json', 'yaml'] as const)('never throws on any text as %s', async (format) => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom(
          ...Array.from('{}[]":,/*\\-?&*!|>%@`#\'\n\t '),
          'data',
          '1e999',
          '<<',
          '__proto__',
        ),
        maxLength: 100,
      }),
      // An example cut off, or with something put in.
      fc
        .tuple(fc.constantFrom(...EXAMPLES), fc.nat(2000), fc.nat(50), fc.string())
        .map(([example, start, removed, added]) => {
          return example.text.slice(0, start) + added + example.text.slice(start + removed);
        }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        expectSound(any, parseConfig(any, format));
        const size = { name: 'x', count: 10, sampleShape: [1, 28, 28] };
        expectSound(any, await parseConfigWithFiles(any, format, () => Promise.resolve(size)));
      }),
      { numRuns: 400 },
    );
  });
});
