import { describe, expect, it } from 'vitest';
import { digitScores } from '../../../../src/engine/metrics/digitScores';

/** Logits of surely one class an image. */
function sure(classes: readonly number[], of = 10): Float32Array {
  const logits = new Float32Array(classes.length * of);
  classes.forEach((label, row) => (logits[row * of + label] = 1000));
  return logits;
}

const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('the scores of a classifier', () => {
  it('are those of even digits that are surely told', () => {
    const { score, captured, entropy, shares } = digitScores(sure([...ten, ...ten]), 10);
    expect(score).toBeCloseTo(10, 10);
    expect(captured).toBe(10);
    expect(entropy).toBeCloseTo(Math.log(10), 10);
    for (const share of shares) expect(share).toBeCloseTo(0.1, 10);
  });

  it('are 1 where every image has the same distribution', () => {
    const flat = new Float32Array(50).map((_, i) => (i % 10) / 7);
    expect(digitScores(flat, 10).score).toBeCloseTo(1, 10);
    const collapsed = digitScores(sure([3, 3, 3]), 10);
    expect([collapsed.score, collapsed.captured, collapsed.entropy]).toEqual([1, 1, 0]);
  });

  it('fall with the classes that are missing and with doubt', () => {
    expect(digitScores(sure([0, 1, 2, 3]), 10).score).toBeCloseTo(4, 10);
    // Each image ½–½ between two classes of its own: H(y) − H(y|x) = log 4 − log 2.
    const doubt = Float32Array.from([50, 50, 0, 0, 0, 0, 50, 50]);
    expect(digitScores(doubt, 4).score).toBeCloseTo(2, 10);
  });

  it('do not count a digit that hardly appears', () => {
    const many = Array.from({ length: 98 }, (_, i) => i % 9);
    // 2 of 100 are less than a quarter of a tenth.
    expect(digitScores(sure([...many, 9, 9]), 10).captured).toBe(9);
    expect(digitScores(sure([...many, 9, 9, 9]), 10).captured).toBe(10);
  });
});
