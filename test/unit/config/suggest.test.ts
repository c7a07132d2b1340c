import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../../src/config/suggest';

describe('the edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['ab', 'ba', 1],
    ['untis', 'units', 1],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('a misspelt field', () => {
  const fields = ['steps', 'batchSize', 'discriminatorSteps', 'learningRate', 'seed'];

  it.each([
    ['discriminatorStep', 'discriminatorSteps'],
    ['discriminator_steps', 'discriminatorSteps'],
    ['k', 'discriminatorSteps'],
    ['lr', 'learningRate'],
    ['batch_size', 'batchSize'],
    ['BatchSize', 'batchSize'],
    ['epochs', 'steps'],
    ['sed', 'seed'],
    ['momentum', undefined],
    ['constructor', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%.20s means %s', (word, meant) => {
    expect(suggest(word, fields)).toBe(meant);
  });
});
