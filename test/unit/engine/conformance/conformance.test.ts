/**
 * Every layer, loss, regularizer, conditioning, optimizer and update order on every executor that is here, against
 * references. `npm run bench -- conformance` makes a table of the same.
 */
import { describe, expect, it } from 'vitest';
import { BACKENDS } from '../testGan';
import { QUANTITIES, TOLERANCES } from './conformanceCase';
import { FEATURE_GROUPS } from './features';
import { casesFor, CONFORMANCE_CASES } from './suite';

describe.each(Object.entries(BACKENDS))('%s', (_backend, makeExecutor) => {
  it.each(casesFor(makeExecutor).map((given) => [given.name, given] as const))(
    '%s',
    async (_name, given) => {
      const errors = await given.measure(makeExecutor);
      expect(errors.forward).toBeDefined();
      for (const quantity of QUANTITIES) {
        const largest = errors[quantity];
        if (largest === undefined) continue;
        expect(largest.error, largest.what).toBeLessThan(TOLERANCES[quantity]);
      }
    },
    60_000,
  );
});

describe.each(FEATURE_GROUPS)('the suite on $title', ({ names, of }) => {
  it.each(names)('has a case with %s', (name) => {
    const about = CONFORMANCE_CASES.filter((given) => of(given).includes(name));
    expect(about.map(({ reference }) => reference)).toEqual(
      expect.arrayContaining([expect.stringContaining('float64')]),
    );
  });
});

it('names every case once', () => {
  const names = CONFORMANCE_CASES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
