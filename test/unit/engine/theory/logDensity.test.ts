import { describe, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfigInput } from '../../../../src/config/ganConfig';
import { createDataSet } from '../../../../src/engine/data/createDataSet';
import { createStreams } from '../../../../src/engine/random/streams';
import { densityShape } from '../../../../src/engine/theory/densityShapes';
import { createLogDensity, type LogDensity } from '../../../../src/engine/theory/logDensity';
import { testKernels } from '../../random/testKernels';

const dataSchema = ganConfigSchema.shape.data;

function logDensityOf(input: GanConfigInput['data']): LogDensity {
  return createLogDensity(densityShape(dataSchema.parse(input))!);
}

/** The standard normal distribution function by Simpson's rule: no library here knows erf. */
function normalCdf(x: number): number {
  const steps = 20_000;
  const [low, high] = [-12, Math.max(-12, Math.min(12, x))];
  const h = (high - low) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i += 1) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * (low + i * h) ** 2);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

const normal = (x: number, mean: number, deviation: number) =>
  Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / deviation / Math.sqrt(2 * Math.PI);

describe('the log-density of Gaussians', () => {
  it('is that of the formula, far out too', () => {
    const log = logDensityOf({ source: 'gaussian', mean: 4, standardDeviation: 0.5 });
    expect(log([4])).toBeCloseTo(-Math.log(0.5 * Math.sqrt(2 * Math.PI)), 12);
    // A hundred standard deviations away: the density underflows.
    expect(log([54])).toBeCloseTo(-5000 - Math.log(0.5 * Math.sqrt(2 * Math.PI)), 8);
  });

  it('weighs the components of a mixture', () => {
    const log = logDensityOf({
      source: 'mixture',
      components: [
        { centre: [0], weight: 3, standardDeviation: 1 },
        { centre: [2], weight: 1, standardDeviation: 0.25 },
      ],
    });
    for (const x of [-1, 0.5, 1.7, 2, 3]) {
      const density = 0.75 * normal(x, 0, 1) + 0.25 * normal(x, 2, 0.25);
      expect(log([x])).toBeCloseTo(Math.log(density), 12);
    }
  });

  it('divides coordinates and noise alike: the 8 Gaussians of Gulrajani et al. 2017', () => {
    const ring = { source: 'ring', modes: 8, radius: 2, standardDeviation: 0.02 } as const;
    const log = logDensityOf({ ...ring, divisor: 1.414 });
    // At a mode all others are dozens of standard deviations away.
    const deviation = 0.02 / 1.414;
    expect(log([2 / 1.414, 0])).toBeCloseTo(-Math.log(8 * 2 * Math.PI * deviation ** 2), 10);
    const plain = logDensityOf(ring);
    expect(log([0.7, 0.71])).toBeCloseTo(
      plain([0.7 * 1.414, 0.71 * 1.414]) + 2 * Math.log(1.414),
      6,
    );
  });
});

describe('the log-density around curves', () => {
  it('of a straight arm is a difference of normal distribution functions', () => {
    // An arm that hardly turns is the segment from 0 to 2 of the x-axis.
    const log = logDensityOf({
      source: 'spiral',
      arms: 1,
      turns: 1e-12,
      radius: 2,
      standardDeviation: 0.1,
    });
    for (const [x, y] of [
      [1, 0],
      [0, 0],
      [2, 0.1],
      [2.3, -0.2],
      [-0.5, 0.3],
    ] as const) {
      const along = (normalCdf(x / 0.1) - normalCdf((x - 2) / 0.1)) / 2;
      expect(log([x, y])).toBeCloseTo(Math.log(along * normal(y, 0, 0.1)), 6);
    }
  });

  it('of a circle of radius r at its centre is the normal density at r', () => {
    // One arm of a moon pair: the other is 40 standard deviations and more from this point.
    const log = logDensityOf({ source: 'moons', standardDeviation: 0.02 });
    const theta = 2.5;
    const [x, y] = [Math.cos(theta), Math.sin(theta)];
    // On the arc, far from its ends, the line integral of the noise is a normal density across it; its curvature
    // changes that by the order of (σ / r)².
    expect(log([x, y])).toBeCloseTo(Math.log(normal(0, 0, 0.02) / Math.PI / 2), 3);
  });

  it.each([
    { source: 'swissRoll' },
    { source: 'moons', standardDeviation: 0.1 },
    { source: 'spiral', arms: 3, turns: 1.5, radius: 2, standardDeviation: 0.05 },
  ] as const)('of $source agrees with a plain sum over a million points of the curve', (config) => {
    const shape = densityShape(dataSchema.parse(config))!;
    if (shape.kind !== 'curves') throw new Error('not a curve');
    const { curves, point, standardDeviation: deviation } = shape;
    const log = createLogDensity(shape);
    const count = 300_000;
    for (const [curve, t, dx, dy] of [
      [0, 0.5, 0, 0],
      [0, 0, -1, 0.5],
      [curves - 1, 1, 2, -1],
      [curves - 1, 0.31, 3, 5],
    ] as const) {
      const [x, y] = point(curve, t);
      const place = [x + dx * deviation, y + dy * deviation] as const;
      let sum = 0;
      for (let c = 0; c < curves; c += 1) {
        for (let i = 0; i < count; i += 1) {
          const [cx, cy] = point(c, (i + 0.5) / count);
          sum += normal(place[0], cx, deviation) * normal(place[1], cy, deviation);
        }
      }
      expect(log(place)).toBeCloseTo(Math.log(sum / count / curves), 7);
    }
  });

  it.each([
    { source: 'swissRoll', standardDeviation: 0.5 },
    { source: 'moons', standardDeviation: 0.1 },
    { source: 'spiral', turns: 1.25, standardDeviation: 0.1 },
  ] as const)('of $source integrates to 1, and is that of its samples', (config) => {
    const data = dataSchema.parse(config);
    const log = logDensityOf(config);
    // The trapezoidal rule with the noise's σ as its step errs by about exp(−2π²), 3e-9.
    const shape = densityShape(data)!;
    const h = shape.kind === 'curves' ? shape.standardDeviation : NaN;
    const reach = 3;
    const steps = Math.ceil((2 * reach) / h);
    let [total, entropy] = [0, 0];
    for (let i = 0; i <= steps; i += 1) {
      for (let j = 0; j <= steps; j += 1) {
        const value = log([i * h - reach, j * h - reach]);
        total += Math.exp(value) * h * h;
        entropy -= Math.exp(value) * value * h * h;
      }
    }
    expect(total).toBeCloseTo(1, 6);
    const batch = 5000;
    const samples = new Float32Array(2 * batch);
    createDataSet(data, createStreams(3, testKernels()), batch, {}).fillMinibatch(0, samples);
    const surprises = Array.from(
      { length: batch },
      (_, i) => -log(samples.subarray(2 * i, 2 * i + 2)),
    );
    const mean = surprises.reduce((a, b) => a + b) / batch;
    const variance = surprises.reduce((a, b) => a + (b - mean) ** 2, 0) / batch;
    // Five standard errors.
    expect(Math.abs(mean - entropy)).toBeLessThan(5 * Math.sqrt(variance / batch));
  });

  it('is refused where the curve is too thin to integrate', () => {
    const shape = densityShape(dataSchema.parse({ source: 'moons', standardDeviation: 1e-9 }))!;
    expect(() => createLogDensity(shape)).toThrow(RangeError);
  });
});

it('an uneven mixture is drawn with its weights', () => {
  const data = dataSchema.parse({
    source: 'mixture',
    components: [
      { centre: [-5, 0, 1], weight: 3, standardDeviation: 0.1 },
      { centre: [5, 0, 1], weight: 1, standardDeviation: 0.5 },
    ],
  });
  const batch = 20_000;
  const set = createDataSet(data, createStreams(1, testKernels()), batch, {});
  expect(set.sampleShape).toEqual([3]);
  const samples = new Float32Array(3 * batch);
  set.fillMinibatch(4, samples);
  const right = samples.filter((value, i) => i % 3 === 0 && value > 0);
  expect(Math.abs(right.length / batch - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / batch));
  const variance = right.reduce((sum, x) => sum + (x - 5) ** 2, 0) / right.length;
  expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(5 * Math.sqrt(2 / right.length));
});
