import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeEvaluation, evaluationRequest } from '../../../src/cli/evaluate';
import type { EvaluationRow } from '../../../src/protocol/evaluationModel';

const row = (metric: string, changes: Partial<EvaluationRow> = {}): EvaluationRow => ({
  ...{ step: 40, time: '2026-11-24T10:00:00.000Z', metric, value: 0.5, unit: 'share' },
  ...{ samples: 1000, realMean: 0.969, realDeviation: 0.005, realPairs: 10 },
  ...{ network: 'generator', features: 'pixels', source: 'command', ...changes },
});

describe('what gan evaluate is asked', () => {
  it('is everything of the newest checkpoint, unless somebody says otherwise', () => {
    expect(evaluationRequest({})).toEqual({ samples: 2000, families: 'auto' });
    const given = { samples: '500', metrics: 'kid, parzen', step: '20', testImages: 't10k' };
    expect(evaluationRequest(given)).toEqual({
      ...{ samples: 500, families: ['kid', 'parzen'], step: 20 },
      testImages: resolve('t10k'),
    });
  });

  it.each([
    [{ samples: '49' }, '--samples wants a number from 50 to 10,000, not "49".'],
    [{ samples: '1e3' }, '--samples wants a number from 50 to 10,000, not "1e3".'],
    [{ step: '-1' }, '--step wants a number from 0, not "-1".'],
    [{ metrics: 'kid,fid' }, '--metrics knows no "fid". It takes auto, or some of modes, '],
    [{ metrics: '' }, '--metrics knows no "".'],
  ])('is refused where it makes no sense: %o', (given, message) => {
    expect(() => evaluationRequest(given)).toThrow(message);
  });
});

describe('the tables of gan evaluate', () => {
  it('keep apart what cannot be compared, with real data beside', () => {
    const rows = [
      row('coverage', { value: 0.94 }),
      row('frechetDistance', { value: 1234.5, realMean: 9.05, realDeviation: 0.771, unit: 'm²' }),
      row('twoSamplePValue', { value: 4.8e-11, unit: '', realMean: null, realDeviation: null }),
      row('somethingNew', { value: null, features: 'features', samples: 10_000 }),
    ];
    expect(describeEvaluation({ step: 40, rows, warnings: [] })).toBe(
      `1,000 generated samples, by pixels
METRIC                     VALUE    REAL DATA      SCORE   UNIT
Coverage                   0.94     0.969 ± 0.005  -5.8    share
Fréchet distance           1,235    9.05 ± 0.771   +1,589  m²
p-value of the classifier  4.8e-11  –              –       –

10,000 generated samples, by features
METRIC                     VALUE    REAL DATA      SCORE   UNIT
somethingNew               –        0.969 ± 0.005  –       share`,
    );
  });

  it('show how σ was chosen', () => {
    const parzen = { sigmas: [0.1, 1], validation: [-7934.4, -811.6], standardError: 2.04 };
    const text = describeEvaluation({
      ...{ step: 40, rows: [], warnings: [] },
      parzen: { ...parzen, testSamples: 10_000 },
    });
    expect(text).toContain('mean of 10,000 test samples, ± 2.04 nats');
    expect(text).toContain('  0.100  -7,934\n  1.000  -812');
  });
});
