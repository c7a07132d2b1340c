/** Changes values of JSON or MessagePack: fields replaced, added, removed, renamed, nested, named like what objects inherit. */
import type { Dice } from './dice';

/** Names that every object has already, and names that are none. */
const STRANGE_NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then'],
  ...['', ' ', '0', '-1', '\u0000', '\u202e', '\ud800', 'é', 'e\u0301', 'ﬁ', '𝔸', 'k'.repeat(5000)],
];
const STRANGE_VALUES: readonly unknown[] = [
  ...[null, true, false, '', 0, -0, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53],
  ...[[], {}, [[]], [null], 'undefined', 'NaN', 'a/b', '../../x', '/dev/zero', 'C:\\x', '\u0007'],
  ...['x'.repeat(20_000), '\ud800', '\u202e\u2066', '💥'.repeat(50), '1e999', '🏳️‍🌈', 'a\u0000b'],
  ...[Array.from({ length: 2000 }, () => 0), Array.from({ length: 300 }, () => ({}))],
];

type Container = Record<string, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

const MAXIMUM_DEPTH = 30;

/** Every container of the value, not too far inside, with one of its keys. */
function places(value: unknown, depth = 0): [Container, string][] {
  if (!isContainer(value) || depth > MAXIMUM_DEPTH) return [];
  return Object.keys(value).flatMap((key) => [
    [value, key] as [Container, string],
    ...places(value[key], depth + 1),
  ]);
}

/** As JSON.parse does: `__proto__` becomes a field like any other. */
function setField(container: Container, key: string, value: unknown): void {
  const options = { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(container, key, { value, ...options });
}

function nested(dice: Dice): unknown {
  let value: unknown = structuredClone(dice.pick(STRANGE_VALUES));
  const depth = dice.pick([1, 10, 99, 101, 2000]);
  for (let i = 0; i < depth; i += 1) value = dice.chance(0.5) ? [value] : { a: value };
  return value;
}

function strangeValue(dice: Dice): unknown {
  if (dice.chance(0.1)) return nested(dice);
  if (dice.chance(0.2)) return dice.next() - 2 ** 31;
  return structuredClone(dice.pick(STRANGE_VALUES));
}

function mutateOnce(dice: Dice, value: unknown): unknown {
  const all = places(value);
  if (all.length === 0 || dice.chance(0.03)) return strangeValue(dice);
  const [container, key] = dice.pick(all);
  switch (dice.below(6)) {
    case 0:
      setField(container, dice.chance(0.5) ? dice.pick(STRANGE_NAMES) : `${key}s`, {
        polluted: strangeValue(dice),
      });
      break;
    case 1:
      setField(container, dice.pick(STRANGE_NAMES), container[key]);
      Reflect.deleteProperty(container, key);
      break;
    case 2:
      Reflect.deleteProperty(container, key);
      break;
    case 3:
      // Something valid in the wrong place.
      setField(container, key, structuredClone(dice.pick(all)[0]));
      break;
    default:
      setField(container, key, strangeValue(dice));
  }
  return value;
}

/** A changed copy of one of the seeds. */
export function mutateValue(dice: Dice, seeds: readonly unknown[]): unknown {
  let value: unknown = structuredClone(dice.pick(seeds));
  const count = dice.chance(0.02) ? 0 : 1 + dice.below(dice.pick([1, 2, 5]));
  for (let i = 0; i < count; i += 1) value = mutateOnce(dice, value);
  return value;
}
