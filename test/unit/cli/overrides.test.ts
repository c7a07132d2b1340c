import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../src/cli/overrides';
import { UsageError } from '../../../src/cli/usageError';

describe('--set', () => {
  test.each(['json', 'yaml'] as const)(
    'does not fill a list of %s with a hundred million gaps',
    (format) => {
      const text = format === 'json' ? '{ "layers": [] }' : 'layers: []';
      const override = { path: 'layers[99999999]', value: {} };
      expect(() => applyOverrides(text, format, [override])).toThrow(
        new UsageError('--set layers[99999999]: the config has no such place.'),
      );
    },
  );

  test('says so in one line, however long the path', () => {
    const override = { path: `a${'[9999999]'.repeat(1000)}`, value: 1 };
    expect(() => applyOverrides('{}', 'json', [override])).toThrow(/^--set a.{59}…: the config/);
  });
});

test('--set refuses a path deeper than any config, which would keep the YAML writer busy for ever', () => {
  const override = { path: 'a: [x]\n.'.repeat(60), value: 1 };
  expect(() => applyOverrides('a: 1', 'yaml', [override])).toThrow(/the config has no such place/);
});
