import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { DIGIT_FEATURES_NAME, type EvaluationSeries } from '../../src/protocol/evaluationModel';
import { themes } from '../harness/themes';
import { summary } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, tabTo } from './openRun';
import { saved, svgParts, textOf } from './savedFile';

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

const ended = { ...summary, state: 'completed', connected: false, evaluable: true } as const;

describe('a thorough evaluation', () => {
  const text = async (selector: string): Promise<string> =>
    (await panel.page.textContent(selector))?.replace(/\s+/g, ' ').trim() ?? '';
  const button = '#metrics .evaluation vscode-button';

  it('is offered for a run that was never measured, tells how far it has come, and can be given up', async () => {
    panel = await openRun({ snapshot: { summary: ended } });
    expect(await text('#metrics')).toContain('No samples of this run have been measured.');
    expect(await text('#metrics')).not.toContain('processor time');
    await tabTo(panel, button);
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => panel.posted('evaluate')).toHaveLength(1);
    const message = 'Comparing real with real samples, 3 of 10';
    const running = { state: 'running', message } as const;
    await panel.send({ type: 'evaluating', evaluating: running });
    await expect.poll(() => text('#metrics .evaluation')).toContain(`Evaluating: ${message}…`);
    const elsewhere = { ...running, step: 1200, host: 'gpu-3' };
    await panel.send({ type: 'evaluating', evaluating: elsewhere });
    await expect
      .poll(() => text('#metrics .evaluation'))
      .toContain(`Evaluating step 1,200 on gpu-3: ${message}…`);
    await panel.page.click(button);
    await expect.poll(() => panel.posted('cancelEvaluation')).toHaveLength(1);
    await panel.send({ type: 'evaluating', evaluating: { ...elsewhere, state: 'canceling' } });
    await expect.poll(() => text('#metrics .evaluation')).toBe('Canceling the evaluation…');
    await panel.send({ type: 'evaluating', evaluating: { state: 'failed', message: 'No disk.' } });
    await expect.poll(() => text('#metrics [role=alert]')).toBe('The evaluation failed. No disk.');
    expect(await text(button)).toBe('Evaluate Newest Checkpoint');
  });

  it.each(themes)('has its notes beside what came of it (%s)', async (theme) => {
    const rows = evaluations.map((one) => ({ ...one, samples: 2000, source: 'command' }));
    const notes = ['Copies are looked for against 10,000 images that training leaves out.', 'Two.'];
    const evaluating = { state: 'done', step: 1200, notes } as const;
    const size = { width: theme === 'dark' ? 420 : 1000, height: 800 };
    const snapshot = { summary: ended, evaluations: [...evaluations, ...rows], evaluating };
    panel = await openRun({ theme, size, snapshot });
    expect(
      await panel.page.$$eval('#metrics li', (all) => all.map((one) => one.textContent)),
    ).toEqual(notes);
    expect(await text('#metrics [role=status]')).toContain('The evaluation of step 1,200 is done');
    expect(await panel.accessibilityViolations()).toEqual([]);
    await panel.screenshot(`metrics-evaluated-${theme}`);
  });
});

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

  it.each(['light', 'hc-dark'] as const)(
    'say what is measured next, and what is not measured and why (%s)',
    async (theme) => {
      const reason =
        'There are no metrics on features of the digit classifier. The classifier of digits takes grey images of 28×28 pixels only.';
      const progress = { step: 200, steps: 2000, stepsPerSecond: 40 };
      panel = await openRun({
        theme,
        snapshot: {
          summary: { ...summary, unmeasured: [reason] },
          progress: { ...progress, measuring: { now: 0 } },
        },
      });
      const captions = () =>
        panel.page.$$eval('#metrics p.caption', (all) => all.map((one) => one.textContent));
      expect(await captions()).toEqual([
        'No samples of this run have been measured.',
        'Step 0 is being measured…',
        reason,
      ]);
      await panel.send(
        { type: 'evaluations', evaluations },
        { type: 'progress', progress: { ...progress, measuring: { next: 1200 } } },
      );
      await expect
        .poll(async () => (await captions())[0])
        .toBe(
          'Next: about step 1,200. Metrics take no more than their share of the time (evaluation.metricsBudget).',
        );
      expect(await panel.accessibilityViolations()).toEqual([]);
      await panel.screenshot(`metrics-plan-${theme}`);
      await panel.send({ type: 'progress', progress: { ...progress, measuring: { next: 2000 } } });
      await expect
        .poll(async () => (await captions())[0])
        .toBe('Next: the last step, which is always measured.');
      await panel.send({ type: 'summary', summary: ended });
      await expect.poll(async () => (await captions()).join()).not.toContain('Next');
    },
  );

  it('are saved as a picture of the table, and with every value of every step', async () => {
    panel = await openRun({ snapshot: { evaluations } });
    const picture = await saved(panel, 'metrics', 'svg');
    const { texts, paths } = await svgParts(panel, picture.bytes);
    expect(picture.name).toBe('metrics.svg');
    expect(texts).toEqual(expect.arrayContaining(['Coverage', '0.959', '0.969 ± 0.005', '-2.0']));
    // The course of coverage, over four steps.
    const courses = paths.filter(({ stroke }) => stroke === 'rgb(191,136,3)');
    expect(courses[2]?.d.split('L')).toHaveLength(4);
    await panel.close();
    panel = await openRun({ snapshot: { evaluations } });
    const [header, ...rows] = textOf((await saved(panel, 'metrics', 'csv')).bytes).split('\n');
    expect(header).toBe(
      'metric,unit,features,samples,network,source,step,value,realMean,realDeviation',
    );
    expect(rows).toContain('coverage,share,coordinates,1000,generator,,1200,0.959,0.969,0.005');
    // And the end of the last line.
    expect(rows).toHaveLength(4 * 4 + 1);
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
