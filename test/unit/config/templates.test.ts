import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { parseConfig } from '../../../src/config/parse';
import { CONFIG_TEMPLATES } from '../../../src/config/templates';

describe.each(CONFIG_TEMPLATES)('the template $label', ({ fileName, text }) => {
  it('parses without a problem', () => {
    const { config, problems } = parseConfig(text, 'json');
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
  });

  it('is the example of the same name', () => {
    expect(fs.readFileSync(inRoot('examples', fileName), 'utf8')).toBe(text);
  });
});

it('every example comes from a template', () => {
  const examples = fs.readdirSync(inRoot('examples')).filter((name) => name.includes('.gan.'));
  expect(examples.sort()).toEqual(CONFIG_TEMPLATES.map(({ fileName }) => fileName).sort());
});
