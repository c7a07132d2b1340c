import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { DIGIT_FEATURES_NAME, type EvaluationSeries } from '../../src/protocol/evaluationModel';
import { themes } from '../harness/themes';
import { closeBrowser, type Panel } from './harness';
import { openRun } from './openRun';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

function series(metric: string, unit: string, values: number[], mean: number): EvaluationSeries {
  return {
    ...{ metric, unit, samples: 1000, network: 'generator', features: 'coordinates' },
    step: Int32Array.from(values, (_, i) => 400 * i),
    value: Float64Array.from(values),
    baseline: { mean, deviation: 0.005, pairs: 20 },
  };
}

const evaluations = [
  series('capturedModes', 'modes', [0, 2, 5, 7], 8),
  series('modeDivergence', 'nats', [NaN, 1.2, 0.4, 0.1], 0.0035),
  series('coverage', 'share', [0, 0.2, 0.6, 0.959], 0.969),
  series('somethingNew', '', [1, 2, 3, 4], 0),
];

describe('the metrics of samples', () => {
  it.each(themes)('stand beside what real samples get, accessible (%s)', async (theme) => {
    panel = await openRun({ theme, snapshot: { evaluations } });
    const rows = await panel.page.$$eval('#metrics tbody tr', (all) =>
      all.map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent.trim())),
    );
    expect(rows).toEqual([
      ['Modes captured', '7.000', '8.000 ± 0.005', '-200'],
      ['Divergence of the modes', '0.100', '0.0035 ± 0.005', '+19'],
      ['Coverage', '0.959', '0.969 ± 0.005', '-2.0'],
      ['somethingNew', '4.000', '0.000 ± 0.005', '+800'],
    ]);
    const label = await panel.page.getAttribute('#metrics tr:nth-child(3) svg', 'aria-label');
    expect(label).toBe('Coverage from 0.000 at step 0 to 0.959 at step 1,200');
    expect(await panel.accessibilityViolations()).toEqual([]);
    await panel.screenshot(`metrics-${theme}`);
  });

  it('follow the run, and are absent where nothing was measured', async () => {
    panel = await openRun();
    expect(await panel.page.$('#metrics')).toBeNull();
    await panel.send({ type: 'evaluations', evaluations });
    await panel.settled();
    const caption = await panel.page.textContent('#metrics .unit');
    expect(caption).toContain('1,000 generated against as many real samples, by coordinates');
    expect(caption).toContain('step 1,200');
  });

  it.each(['dark', 'hc-light'] as const)(
    'are grouped by what they can be compared with (%s)',
    async (theme) => {
      const digits = { features: DIGIT_FEATURES_NAME };
      const grouped = [
        series('frechetDistance', '', [9, 4, 2, 1.5], 0.4),
        { ...series('digitsCaptured', 'digits', [1, 4, 7, 10], 10), ...digits },
        { ...series('digitShare3', 'share', [1, 0.5, 0.2, 0.11], 0.1), ...digits },
        { ...series('coverage', 'share', [0.9], 0.97), samples: 2000, source: 'command' },
      ];
      panel = await openRun({ theme, snapshot: { evaluations: grouped } });
      const groups = await panel.page.$$eval('#metrics .group', (all) =>
        all.map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim()),
      );
      expect(groups).toEqual([
        '1,000 generated against as many real samples, by coordinates, step 1,200',
        expect.stringMatching(/64 features of the digit classifier, step 1,200.*of other images/),
        '2,000 generated against as many real samples, by coordinates, step 0, measured on request',
      ]);
      const share = await panel.page.textContent('#metrics tbody:nth-of-type(2) tr:last-child th');
      expect(share).toBe('Share of 3');
      expect(await panel.accessibilityViolations()).toEqual([]);
      await panel.screenshot(`metrics-grouped-${theme}`);
    },
  );
});
