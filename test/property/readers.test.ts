import { describe, expect, test } from 'vitest';
import { READERS } from '../fuzz/readers';
import { runSession } from '../fuzz/session';

/** The many are for `npm run fuzz`; these see that no reader is forgotten and that what was found stays away. */
const INPUTS = 50;

describe('every reader of what others wrote', () => {
  test.each(READERS.map((reader) => [reader.name, reader] as const))(
    '%s takes what is valid and says what is wrong with the rest',
    async (_, reader) => {
      const { defects, inputs } = await runSession({
        ...{ reader, seed: 2014, first: 0, end: INPUTS, secondsAllowed: 20 },
      });
      expect(defects).toEqual([]);
      expect(inputs).toBe(INPUTS);
    },
  );
});

/** Inputs on which a reader has failed: the seed and the number, as `npm run fuzz` has told them. */
const FOUND = [
  ['archive of images', 1, 399],
  ['distribution', 1, 477],
  ['latents of the samples', 1, 238],
] as const;

test.each(FOUND)('%s stands input %#', async (name, seed, first) => {
  const reader = READERS.find((one) => one.name === name)!;
  const report = await runSession({
    ...{ reader, seed, first, end: first + 1, secondsAllowed: 20 },
  });
  expect(report.defects).toEqual([]);
});
