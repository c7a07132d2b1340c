import { describe, expect, test } from 'vitest';
import type { StepResult } from '../../../src/engine/trainer';
import type { LiveSettings } from '../../../src/protocol/liveSettings';
import type { MetricRows } from '../../../src/protocol/runModel';
import type { WorkerEvents } from '../../../src/protocol/workerProtocol';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { readMetrics } from '../../../src/runs/metricsReader';
import { BUFFER_ROWS } from '../../../src/worker/metricBuffer';
import { outputHistogram, outputStatistics } from '../../../src/worker/outputs';
import { SpeedMeter, TrainingClock } from '../../../src/worker/speed';
import { Telemetry } from '../../../src/worker/telemetry';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const settings: LiveSettings = {
  discriminatorSteps: 2,
  generatorLearningRate: 0.5,
  discriminatorLearningRate: 0.25,
};

/** Logit of an output of D. */
const logit = (output: number): number => Math.log(output / (1 - output));

const result: StepResult = {
  discriminatorLoss: 1.5,
  generatorLoss: 0.75,
  discriminatorGradientNorm: 3,
  generatorGradientNorm: 4,
  // Halved by a schedule.
  discriminatorLearningRate: 0.125,
  generatorLearningRate: 0.25,
  realLogits: Float32Array.of(logit(0.6), logit(0.9), 0, logit(0.3)),
  fakeLogits: Float32Array.of(logit(0.1), logit(0.2), 0, logit(0.7)),
  generatorLogits: new Float32Array(),
};

class Recorder {
  clients = 1;
  readonly sent: { event: keyof WorkerEvents; args: readonly unknown[] }[] = [];
  send(event: keyof WorkerEvents, ...args: readonly unknown[]): void {
    this.sent.push({ event, args });
  }
  rows(): MetricRows[] {
    return this.sent
      .filter(({ event }) => event === 'metrics')
      .map(({ args }) => args[0] as MetricRows);
  }
}

/** A log loss without smoothing. */
const HALF = { outputKind: 'probability', output: 0.5 } as const;

function telemetryIn(run: string, publisher: Recorder, time = { now: 0 }): Telemetry {
  const now = (): number => time.now;
  const clock = new TrainingClock(now, 0);
  clock.start();
  const writer = MetricsWriter.open(run, 0);
  return new Telemetry({
    writer,
    publisher,
    clock,
    now,
    steps: 1000,
    startStep: 0,
    convention: HALF,
  });
}

describe('outputs of the discriminator', () => {
  test('are averaged after the sigmoid; exactly one half is neither right nor wrong', () => {
    const { mean, above, below } = outputStatistics(result.realLogits, HALF);
    expect(mean).toBeCloseTo((0.6 + 0.9 + 0.5 + 0.3) / 4, 6);
    expect([above, below]).toEqual([0.5, 0.25]);
  });

  test('count right however far the logit is from zero', () => {
    expect(outputStatistics(Float32Array.of(-200, -1e-30), HALF)).toMatchObject({ below: 1 });
    expect(outputStatistics(Float32Array.of(200, 1e-30), HALF)).toMatchObject({ above: 1 });
    expect(outputStatistics(Float32Array.of(200), HALF).mean).toBe(1);
  });

  test('fall into twenty bins; 0 into the first and 1 into the last', () => {
    const extremes = outputHistogram(
      7,
      Float32Array.of(-200, 200),
      Float32Array.of(0, logit(0.12)),
      HALF,
    );
    expect(extremes.step).toBe(7);
    expect([extremes.real.at(0), extremes.real.at(-1)]).toEqual([1, 1]);
    expect([extremes.fake[10], extremes.fake[2]]).toEqual([1, 1]);
  });

  test('are scores without a sigmoid for losses that are no log losses', () => {
    const score = { outputKind: 'score', output: 0.5 } as const;
    const found = outputStatistics(Float32Array.of(-1, 0.5, 2, 4.5), score);
    expect(found).toEqual({ mean: 1.5, above: 0.5, below: 0.25 });
    const histogram = outputHistogram(3, Float32Array.of(-1, 3), Float32Array.of(0.9, 1.1), score);
    expect(histogram.range).toEqual([-1, 3]);
    expect([histogram.real.at(0), histogram.real.at(-1)]).toEqual([1, 1]);
    expect([histogram.fake[9], histogram.fake[10]]).toEqual([1, 1]);
    const same = outputHistogram(3, Float32Array.of(2), Float32Array.of(2), score);
    expect(same.range).toEqual([1.5, 2.5]);
  });

  test('are right or wrong only where the loss says what is in between', () => {
    const open = outputStatistics(Float32Array.of(1, 2), { outputKind: 'score' });
    expect(open).toEqual({ mean: 1.5, above: NaN, below: NaN });
    // One-sided smoothing: D* = 0.45.
    const smoothed = { outputKind: 'probability', output: 0.45 } as const;
    const outputs = Float32Array.of(logit(0.44), logit(0.46));
    expect(outputStatistics(outputs, smoothed)).toMatchObject({ above: 0.5, below: 0.5 });
  });
});

describe('telemetry', () => {
  test('puts every figure into its column', async () => {
    const run = temporaryFolder();
    const time = { now: 0 };
    const telemetry = telemetryIn(run, new Recorder(), time);
    time.now = 2500;
    telemetry.record(result, settings, 1, false);
    telemetry.close();
    const { step, columns } = await readMetrics(run);
    const row = Object.entries(columns).map(([name, values]) => [name, values[0]]);
    expect([...step]).toEqual([1]);
    expect(Object.fromEntries(row)).toEqual({
      seconds: 2.5,
      discriminatorLoss: 1.5,
      generatorLoss: 0.75,
      meanRealOutput: Math.fround(outputStatistics(result.realLogits, HALF).mean),
      meanFakeOutput: Math.fround(outputStatistics(result.fakeLogits, HALF).mean),
      realAccuracy: 0.5,
      fakeAccuracy: 0.5,
      discriminatorGradientNorm: 3,
      generatorGradientNorm: 4,
      discriminatorSteps: 2,
      discriminatorLearningRate: 0.125,
      generatorLearningRate: 0.25,
    });
  });

  test('loses no row between clock ticks, however many there are', async () => {
    const run = temporaryFolder();
    const publisher = new Recorder();
    const telemetry = telemetryIn(run, publisher);
    const count = 2 * BUFFER_ROWS + 100;
    for (let step = 1; step <= count; step++) {
      telemetry.record(result, settings, step, false);
      if (step % 1000 === 0) telemetry.tick();
    }
    telemetry.close();
    const steps = Array.from({ length: count }, (_, i) => i + 1);
    expect([...(await readMetrics(run)).step]).toEqual(steps);
    expect(publisher.rows().flatMap(({ step }) => [...step])).toEqual(steps);
  });

  test('sends rows that do not change when the next ones come', () => {
    const publisher = new Recorder();
    const telemetry = telemetryIn(temporaryFolder(), publisher);
    telemetry.record(result, settings, 1, false);
    telemetry.tick();
    telemetry.flush();
    telemetry.record({ ...result, generatorLoss: 9 }, settings, 2, false);
    expect(publisher.rows()[0]?.columns.generatorLoss[0]).toBe(0.75);
    telemetry.close();
  });

  test('says nothing without clients, and makes no histogram nobody wants', () => {
    const publisher = new Recorder();
    publisher.clients = 0;
    const telemetry = telemetryIn(temporaryFolder(), publisher);
    for (let step = 1; step <= 50; step++) {
      telemetry.record(result, settings, step, step === 50);
      telemetry.tick();
    }
    expect(publisher.rows()).toEqual([]);
    expect(telemetry.histogram?.step).toBe(50);
    telemetry.close();
  });

  test('knows no pace while it rests', () => {
    const time = { now: 0 };
    const telemetry = telemetryIn(temporaryFolder(), new Recorder(), time);
    for (let step = 1; step <= 20; step++) {
      time.now += 100;
      telemetry.record(result, settings, step, false);
      telemetry.tick();
    }
    expect(telemetry.progress).toMatchObject({ step: 20, steps: 1000 });
    expect(telemetry.progress.stepsPerSecond).toBeCloseTo(10, 6);
    expect(telemetry.progress.secondsLeft).toBeCloseTo(98, 6);
    telemetry.setResting(true);
    time.now += 1000;
    telemetry.record(result, settings, 21, false);
    telemetry.tick();
    const learningRates = { generator: 0.25, discriminator: 0.125 };
    expect(telemetry.progress).toEqual({ step: 21, steps: 1000, stepsPerSecond: 0, learningRates });
    telemetry.close();
  });
});

describe('time', () => {
  test('of training stands still while the run rests', () => {
    let now = 0;
    const clock = new TrainingClock(() => now, 100);
    clock.start();
    now = 5000;
    clock.stop();
    now = 60_000;
    expect(clock.seconds).toBe(105);
    clock.start();
    clock.start();
    now = 61_000;
    expect(clock.seconds).toBe(106);
  });

  test('of the pace is the last five seconds', () => {
    const meter = new SpeedMeter();
    expect(meter.progress(0, 10)).toEqual({ step: 0, steps: 10, stepsPerSecond: 0 });
    for (let second = 0; second <= 20; second++)
      meter.note(1000 * second, second < 10 ? second : 10 + 5 * (second - 10));
    expect(meter.progress(60, 110)).toEqual({
      step: 60,
      steps: 110,
      stepsPerSecond: 5,
      secondsLeft: 10,
    });
  });
});
