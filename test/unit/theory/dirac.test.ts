import { describe, expect, it, test } from 'vitest';
import {
  DIRAC_LOSSES,
  DIRAC_REGULARIZERS,
  velocity,
  type DiracGame,
  type Point,
} from '../../../src/theory/dirac/game';
import {
  discriminatorUpdate,
  distances,
  generatorUpdate,
  measuredFactor,
  simulate,
  step,
  type DiracSetup,
  type UpdateOrder,
} from '../../../src/theory/dirac/simulation';
import {
  eigenvalues,
  jacobian,
  modulus,
  predict,
  stepMatrix,
  type Matrix,
} from '../../../src/theory/dirac/stability';

function setup(
  game: Partial<DiracGame> = {},
  order: UpdateOrder = 'alternating',
  discriminatorSteps = 1,
  stepSize = 0.2,
): DiracSetup {
  return {
    game: { loss: 'minimax', regularizer: 'none', strength: 0, ...game },
    ...{ order, discriminatorSteps, stepSize },
  };
}

/** As the authors' notebook: from (1, 1), the generator first and then k discriminator updates; after 1 to 500 steps. */
function radiiGeneratorFirst(made: DiracSetup): number[] {
  let point: Point = { theta: 1, psi: 1 };
  return Array.from({ length: 500 }, () => {
    point = generatorUpdate(made, point);
    for (let k = 0; k < made.discriminatorSteps; k += 1) point = discriminatorUpdate(made, point);
    return Math.hypot(point.theta, point.psi);
  });
}

const ns = { loss: 'nonSaturating' } as const;
const r1 = (strength: number) => ({ regularizer: 'r1', strength }) as const;
const clip = { loss: 'wasserstein', regularizer: 'weightClipping', strength: 1 } as const;
const penalty = { loss: 'wasserstein', regularizer: 'gradientPenalty', strength: 0.7 } as const;

// h = 0.2 from (1, 1): computed in NumPy with the vector fields of github.com/LMescheder/GAN_stability, to four digits.
const radii: [string, Partial<DiracGame>, string[], string[], string[]][] = [
  ['GAN', {}, ['1.963', '3.097'], ['1.404', '1.421'], ['2.447', '1.845']],
  ['NS-GAN', ns, ['.7415', '.6402'], ['.5755', '.2839'], ['.546', '.1389']],
  ['WGAN, clipped at 1', clip, ['1.272', '1.002'], ['.978', '1.024'], ['.731', '.917']],
  ['WGAN-GP, λ 0.7', penalty, ['1.799', '1.802'], ['1.438', '1.221'], ['.706', '.716']],
  ['R1, γ 0.3', r1(0.3), ['.0990', '2.64e-6'], ['.0610', '2.30e-7'], ['2.69e-7', '9.3e-34']],
  ['R1, γ 1', r1(1), ['3.79e-4', '9.5e-22'], ['1.09e-3', '7.5e-17'], ['7.4e-3', '5.1e-12']],
  [
    'NS with R1, γ 0.3',
    { ...ns, ...r1(0.3) },
    ['.0766', '2.21e-6'],
    ['.0485', '1.50e-7'],
    ['3.5e-7', '4e-34'],
  ],
];

/** The same digits, and the last of them may have been rounded either way. */
function close(value: number, printed: string): void {
  const [mantissa = '', exponent = '0'] = printed.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const unit = 10 ** (Number(exponent) - decimals);
  expect(Math.abs(value - Number(printed)) / unit).toBeLessThan(0.51);
}

describe('radii after 100 and 500 steps are those of the authors', () => {
  it.each(radii)('%s', (_name, game, simultaneous, one, five) => {
    const all = distances(simulate(setup(game, 'simultaneous'), { theta: 1, psi: 1 }, 500));
    const inTurns = [1, 5].map((k) => radiiGeneratorFirst(setup(game, 'alternating', k)));
    [100, 500].forEach((steps, i) => {
      close(all[steps]!, simultaneous[i]!);
      close(inTurns[0]![steps - 1]!, one[i]!);
      close(inTurns[1]![steps - 1]!, five[i]!);
    });
  });

  it.each<[string, Partial<DiracGame>, number, string, string]>([
    ['GAN, k = 1', {}, 1, '1.344', '1.422'],
    ['GAN, k = 5', {}, 5, '1.03', '2.42'],
    ['WGAN-GP, k = 5', penalty, 5, '.675', '1.504'],
  ])('%s: and over the last 100 steps', (_name, game, k, least, most) => {
    const late = radiiGeneratorFirst(setup(game, 'alternating', k)).slice(-100);
    close(Math.min(...late), least);
    close(Math.max(...late), most);
  });
});

describe('the largest eigenvalue of a step at h = 0.2', () => {
  it('is √(1 + h²/4) without regularizer where both move at once, and 1 in turns', () => {
    for (const loss of ['minimax', 'nonSaturating'] as const) {
      expect(predict(setup({ loss }, 'simultaneous')).factor).toBeCloseTo(Math.sqrt(1.01), 14);
      for (const k of [1, 5]) {
        expect(predict(setup({ loss }, 'alternating', k)).factor).toBeCloseTo(1, 14);
      }
    }
    expect(predict(setup({ loss: 'wasserstein' }, 'simultaneous')).factor).toBeCloseTo(
      Math.sqrt(1.04),
      14,
    );
  });

  it('stays on the unit circle in turns up to a step size of 4/√k', () => {
    for (const k of [1, 5, 20]) {
      expect(predict(setup({}, 'alternating', k, 3.999 / Math.sqrt(k)))).toMatchObject({
        verdict: 'cycles',
      });
      expect(predict(setup({}, 'alternating', k, 4.001 / Math.sqrt(k)))).toMatchObject({
        verdict: 'overshoots',
      });
      // f(t) = t has twice the slope.
      const wgan = { loss: 'wasserstein' } as const;
      expect(predict(setup(wgan, 'alternating', k, 1.999 / Math.sqrt(k))).verdict).toBe('cycles');
      expect(predict(setup(wgan, 'alternating', k, 2.001 / Math.sqrt(k))).verdict).toBe(
        'overshoots',
      );
    }
  });

  // Of numeric Jacobians of whole steps, in NumPy.
  it.each([
    [r1(0.3), 'simultaneous', 1, [0.974679, 0.974679]],
    [r1(0.3), 'alternating', 1, [0.969536, 0.969536]],
    [r1(0.3), 'alternating', 5, [0.856682, 0.856682]],
    [r1(1), 'simultaneous', 1, [0.9, 0.9]],
    [r1(1), 'alternating', 1, [0.927016, 0.862984]],
  ] as const)('with R1: %o, %s, k = %i', (game, order, k, expected) => {
    const made = predict(setup(game, order, k));
    expect(made.verdict).toBe('converges');
    const moduli = made.eigenvalues!.map(modulus);
    // At the critical γ the eigenvalues meet, and their square root halves the digits.
    moduli.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it('comes from the eigenvalues −γ/2 ± √(γ²/4 − ¼) of the flow: critical at γ = 1', () => {
    for (const gamma of [0.3, 0.9, 1.5]) {
      const [first, second] = eigenvalues(jacobian(setup(r1(gamma)).game)!);
      const inner = gamma ** 2 / 4 - 0.25;
      if (inner < 0) {
        expect(first).toEqual({ re: -gamma / 2, im: Math.sqrt(-inner) });
      } else {
        expect(first.re).toBeCloseTo(-gamma / 2 - Math.sqrt(inner), 14);
        expect(second.re).toBeCloseTo(-gamma / 2 + Math.sqrt(inner), 14);
      }
    }
  });

  it('comes from f″σ² ± √(f″²σ⁴ − f′²) with instance noise', () => {
    for (const sigma of [0.4, 0.7, 1.2]) {
      const game = { ...setup().game, regularizer: 'instanceNoise', strength: sigma } as const;
      const [first] = eigenvalues(jacobian(game)!);
      const middle = -(sigma ** 2) / 4;
      expect(first.re).toBeCloseTo(middle, 14);
      expect(first.im).toBeCloseTo(Math.sqrt(0.25 - middle ** 2), 14);
    }
  });
});

test('eigenvalues have the trace and the determinant of their matrix', () => {
  const matrices: Matrix[] = [
    [1, 0, 0, 1],
    [0, 1, -1, 0],
    [3, 1, 2, -4],
    [0, 0, 0, 0],
    [-1, 1e-9, 1e-9, -1],
  ];
  for (const [a, b, c, d] of matrices) {
    const [first, second] = eigenvalues([a, b, c, d]);
    expect(first.re + second.re).toBeCloseTo(a + d, 12);
    expect(first.re * second.re - first.im * second.im).toBeCloseTo(a * d - b * c, 12);
    expect(first.im + second.im).toBe(0);
  }
});

const smooth = DIRAC_REGULARIZERS.filter((name) => name !== 'gradientPenalty');
const games = DIRAC_LOSSES.flatMap((loss) =>
  smooth.map((regularizer): DiracGame => ({ loss, regularizer, strength: 0.6 })),
);

describe.each(games)('with loss $loss and regularizer $regularizer', (game) => {
  const difference = (of: (point: Point) => Point): Matrix => {
    const e = 1e-5;
    const along = (point: Point): Point => {
      const [up, down] = [of(point), of({ theta: -point.theta, psi: -point.psi })];
      return { theta: (up.theta - down.theta) / (2 * e), psi: (up.psi - down.psi) / (2 * e) };
    };
    const [theta, psi] = [along({ theta: e, psi: 0 }), along({ theta: 0, psi: e })];
    return [theta.theta, psi.theta, theta.psi, psi.psi];
  };

  it('has the Jacobian of its velocity, by central differences', () => {
    const found = difference((point) => velocity(game, point));
    // Hinge with noise has a kink, and its means an error of the quadrature.
    found.forEach((value, i) => expect(value).toBeCloseTo(jacobian(game)![i]!, 6));
  });

  it('has the matrix of its steps, by central differences', () => {
    for (const [order, k] of [
      ['alternating', 1],
      ['alternating', 4],
      ['simultaneous', 3],
    ] as const) {
      const made = { game, order, discriminatorSteps: k, stepSize: 0.3 };
      const found = difference((point) => step(made, point));
      found.forEach((value, i) => expect(value).toBeCloseTo(stepMatrix(made)![i]!, 6));
    }
  });
});

describe('what is predicted near the equilibrium is what is measured there', () => {
  const near = { theta: 1e-3, psi: 1e-3 };
  it.each([
    setup({}, 'simultaneous'),
    setup(),
    setup(r1(0.3)),
    setup(r1(0.3), 'alternating', 5),
    setup(r1(0.3), 'simultaneous'),
    setup({ regularizer: 'consensus', strength: 1 }),
    setup({ regularizer: 'instanceNoise', strength: 0.7 }),
    setup({ loss: 'wasserstein' }),
    setup({ loss: 'hinge' }),
    setup({ loss: 'hinge', ...r1(0.3) }),
    setup({ loss: 'hinge', ...r1(0.3) }, 'simultaneous'),
    setup({ ...ns, ...r1(0.3) }),
  ])('%#', (made) => {
    const measured = measuredFactor(simulate(made, near, 1000));
    // Between steps the path is taken to be straight: a few parts of 1e-3 of a distance, over hundreds of steps.
    expect(measured! / predict(made).factor!).toBeCloseTo(1, 5);
  });
});

describe('the verdict', () => {
  it.each([
    ['cycles', setup()],
    ['diverges', setup({}, 'simultaneous')],
    ['shrinksSlowly', setup(ns)],
    ['settlesOnCycle', setup(ns, 'simultaneous')],
    ['settlesOnCycle', setup(clip, 'simultaneous')],
    ['converges', setup(r1(0.3))],
    ['converges', setup({ regularizer: 'consensus', strength: 1 })],
    ['converges', setup({ regularizer: 'instanceNoise', strength: 0.7 })],
    ['cycles', setup({ loss: 'wasserstein', regularizer: 'instanceNoise', strength: 0.7 })],
    ['noLimit', setup(penalty)],
    ['overshoots', setup(r1(12))],
  ] as const)('%s: %#', (verdict, made) => {
    expect(predict(made).verdict).toBe(verdict);
    const all = distances(simulate(made, { theta: 0.5, psi: 0.5 }, 4000));
    const late = all.subarray(2000);
    const most = (values: Float64Array): number => Math.max(...values);
    switch (verdict) {
      case 'converges':
        expect(most(late)).toBeLessThan(1e-9);
        break;
      case 'cycles':
        expect(most(late)).toBeLessThan(1.2);
        expect(Math.min(...late)).toBeGreaterThan(0.4);
        break;
      case 'shrinksSlowly':
        expect(most(all.subarray(3500))).toBeLessThan(0.9 * most(all.subarray(1000, 1500)));
        expect(most(late)).toBeGreaterThan(0.01);
        break;
      case 'settlesOnCycle':
        expect(most(late)).toBeCloseTo(most(all.subarray(1000, 2000)), 1);
        break;
      case 'diverges':
        expect(most(late)).toBeGreaterThan(1.1 * most(all.subarray(0, 1000)));
        break;
      case 'overshoots':
        expect(all.length).toBeLessThan(4001);
        break;
      case 'noLimit':
        expect(Math.min(...late)).toBeGreaterThan(0.05);
        break;
    }
  });
});

test('the gradient penalty has no linear map, and none is made up', () => {
  expect(predict(setup(penalty))).toEqual({ verdict: 'noLimit' });
});
