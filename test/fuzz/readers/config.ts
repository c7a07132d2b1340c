/** Readers of what users write: configs as JSON and YAML, and changes to them on the command line. */
import { stringify } from 'yaml';
import { applyOverrides, parseOverride } from '../../../src/cli/overrides';
import { UsageError } from '../../../src/cli/usageError';
import { parseConfig, parseConfigWithFiles, type ParsedConfig } from '../../../src/config/parse';
import type { ConfigFormat } from '../../../src/config/sourceDocument';
import { EXAMPLES } from '../../helpers/examples';
import type { Dice } from '../dice';
import { mutateText } from '../mutateText';
import { mutateValue } from '../mutateValue';
import { outcomeOf, type Outcome, type Reader } from '../reader';

const texts = EXAMPLES.map(({ text }) => text);
const values = texts.map((text) => parseConfig(text, 'json').config);
const yamlTexts = values.map((value) => stringify(value));

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function toJson(value: unknown): string {
  return JSON.stringify(value);
}

/** What is nested deeply would keep the writer busy; as JSON it is YAML, too. */
function toYaml(value: unknown): string {
  const json = toJson(value);
  return /[[{](?:[^[\]{}]*[[{]){40}/.test(json) ? json : stringify(value);
}

/** A config with every problem inside its text. */
function outcomeOfConfig(text: string, { config, problems }: ParsedConfig): Outcome {
  for (const { offset, length } of problems) {
    if (!(offset >= 0 && length >= 0 && offset + length <= text.length)) {
      throw new Error(`a problem lies at ${offset}, ${length} of ${text.length} characters`);
    }
  }
  const errors = problems.filter(({ severity }) => severity === 'error');
  if ((config === undefined) !== errors.length > 0) throw new Error('config and errors disagree');
  return { accepted: config !== undefined, messages: problems.map(({ message }) => message) };
}

function configReader(format: ConfigFormat): Reader {
  return {
    name: `config as ${format}`,
    family: 'config',
    make: (dice) => {
      if (dice.chance(0.4)) return encode(mutateText(dice, format === 'json' ? texts : yamlTexts));
      const value = mutateValue(dice, values) ?? null;
      return encode(format === 'json' ? toJson(value) : toYaml(value));
    },
    read: async (input) => {
      const text = new TextDecoder().decode(input);
      const outcome = outcomeOfConfig(text, parseConfig(text, format));
      if (text.length % 4 > 0) return outcome;
      const header = { name: 'images', count: 10, sampleShape: [1, 28, 28] };
      const withFiles = await parseConfigWithFiles(text, format, () => Promise.resolve(header));
      return outcomeOfConfig(text, withFiles);
    },
  };
}

const overrides = [
  ...['training.steps=500', 'generator.layers[1].units=3', 'data={"source":"ring"}', 'name=a b'],
  ...[
    'a.b.c=1',
    'generator.layers[99999999]={}',
    '__proto__.polluted=1',
    'constructor.prototype=1',
  ],
];

const overrideReader: Reader = {
  name: '--set path=value',
  family: 'config',
  make: (dice: Dice) => encode(mutateText(dice, overrides)),
  read: (input) =>
    outcomeOf(() => {
      const override = parseOverride(new TextDecoder().decode(input));
      for (const format of ['json', 'yaml'] as const) {
        const [text = ''] = format === 'json' ? texts : yamlTexts;
        const changed = applyOverrides(text, format, [override]);
        outcomeOfConfig(changed, parseConfig(changed, format));
      }
    }, UsageError),
};

export const configReaders = [configReader('json'), configReader('yaml'), overrideReader];
