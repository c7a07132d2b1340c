/** Changes texts: tokens of JSON, YAML and tables put where they do not belong, deep nesting, strange characters. */
import type { Dice } from './dice';
import { mutateBytes } from './mutateBytes';

const TOKENS = [
  ...['{', '}', '[', ']', ':', ',', '"', "'", '\\', '/*', '*/', '//', '#', '\n', '\t', '\r\n', ' '],
  ...['null', 'true', '1e999', '-0', '0x1f', '.5', '1_0', 'NaN', '.inf', '.nan', '~', '<<: *a\n'],
  ...[
    '&a ',
    '*a',
    '? ',
    '- ',
    '| ',
    '> ',
    '!!js/function ',
    '!!binary ',
    '%YAML 9.9\n---\n',
    '---\n',
  ],
  ...['...\n', '"__proto__": {"polluted": 1},', '__proto__: {polluted: 1}\n', '\u0000', '\ufeff'],
  ...[
    '\u2028',
    '\u202e',
    '\ud800',
    '\u0300',
    '💥',
    '\\u0000',
    '\\ud800',
    '\\x41',
    '\t\t',
    ';',
    '=1',
  ],
];

function insertAt(text: string, index: number, part: string): string {
  return text.slice(0, index) + part + text.slice(index);
}

function deep(dice: Dice): string {
  const depth = dice.pick([5, 50, 99, 101, 5000]);
  return dice.pick(['[', '{"a":', '- ', '? ', '{a: ', '[[', '  ']).repeat(depth);
}

/** Each anchor holds the one before many times: a few lines that would unfold to gigabytes. */
function anchorBomb(dice: Dice): string {
  const width = dice.pick([2, 9, 40]);
  const lines = ['a0: &a0 [x, x]'];
  for (let i = 1; i <= dice.pick([3, 9, 30]); i += 1) {
    const aliases = Array.from({ length: width }, () => `*a${i - 1}`);
    lines.push(`a${i}: &a${i} [${aliases.join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}

function mutateOnce(dice: Dice, text: string): string {
  const index = dice.below(text.length + 1);
  switch (dice.below(8)) {
    case 0:
      return insertAt(text, index, deep(dice));
    case 1:
      return insertAt(text, text.lastIndexOf('\n', index) + 1, anchorBomb(dice));
    case 2: {
      const lines = text.split('\n');
      lines.splice(dice.below(lines.length), dice.below(3), dice.pick(lines));
      return lines.join('\n');
    }
    case 3:
      return text.slice(0, index) + text.slice(index + dice.below(40));
    case 4:
      return insertAt(text, index, dice.pick(TOKENS).repeat(dice.pick([2, 100, 3000])));
    default:
      return insertAt(text, index, dice.pick(TOKENS));
  }
}

/** A changed copy of one of the seeds, or its bytes changed without regard to what they mean. */
export function mutateText(dice: Dice, seeds: readonly string[]): string {
  if (dice.chance(0.3)) {
    const bytes = mutateBytes(
      dice,
      seeds.map((seed) => Buffer.from(seed)),
    );
    return Buffer.from(bytes).toString(dice.pick(['utf8', 'latin1']));
  }
  let text = dice.pick(seeds);
  const count = 1 + dice.below(dice.pick([1, 3]));
  for (let i = 0; i < count; i += 1) text = mutateOnce(dice, text);
  return text;
}
