import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse';
import { CONFIG_TEMPLATES } from '../../../src/config/templates';
import { EXAMPLES } from '../../helpers/examples';

describe.each(EXAMPLES)('the example $fileName', ({ fileName, text }) => {
  it('parses without a problem', () => {
    const { config, problems } = parseConfig(text, 'json');
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
  });

  it('is offered as a new config', () => {
    expect(CONFIG_TEMPLATES.filter((template) => template.fileName === fileName)).toHaveLength(1);
  });
});

it('what is offered is there', () => {
  expect(CONFIG_TEMPLATES).toHaveLength(EXAMPLES.length);
});
