import { describe, expect, it } from 'vitest';
import {
  interpolateLatents,
  latentPath,
  walkLatents,
  walkPositions,
  waypoints,
} from '../../../src/engine/latentPaths';

const norm = (values: Float32Array): number => Math.hypot(...values);
const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const rows = (values: Float32Array, size: number): Float32Array[] =>
  Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));

describe('spherical interpolation', () => {
  it('turns at constant speed through the plane of the two, keeping the length', () => {
    // A right angle in the plane of the first and third axis: (cos tπ/2, 0, sin tπ/2) on a sphere of radius 2.
    const from = Float32Array.of(2, 0, 0);
    const to = Float32Array.of(0, 0, 2);
    const path = rows(interpolateLatents(from, to, 'spherical', waypoints(5)), 3);
    path.forEach((latent, i) => {
      const angle = (i / 4) * (Math.PI / 2);
      expect(latent[0]).toBeCloseTo(2 * Math.cos(angle), 6);
      expect(latent[1]).toBe(0);
      expect(latent[2]).toBeCloseTo(2 * Math.sin(angle), 6);
    });
  });

  it('starts and ends at the two, whatever their lengths, and divides their angle evenly', () => {
    const from = Float32Array.from({ length: 100 }, (_, i) => Math.sin(3 * i + 1));
    const to = Float32Array.from({ length: 100 }, (_, i) => 2 * Math.cos(7 * i));
    const path = rows(interpolateLatents(from, to, 'spherical', waypoints(8)), 100);
    path[0]!.forEach((value, i) => expect(value).toBeCloseTo(from[i]!, 6));
    path[7]!.forEach((value, i) => expect(value).toBeCloseTo(to[i]!, 6));
    const unit = (of: Float32Array) => of.map((value) => value / norm(of));
    // Of unit vectors the steps are equal: Shoemake's formula moves along the great circle.
    const even = rows(interpolateLatents(unit(from), unit(to), 'spherical', waypoints(8)), 100);
    const whole = Math.acos(dot(unit(from), unit(to)));
    for (let i = 1; i < 8; i += 1) {
      expect(norm(even[i]!)).toBeCloseTo(1, 5);
      expect(Math.acos(dot(even[i - 1]!, even[i]!))).toBeCloseTo(whole / 7, 4);
    }
  });

  it('goes straight where there is no plane: same direction, opposite ones, nothing', () => {
    const from = Float32Array.of(1, 2);
    for (const [to, middle] of [
      [Float32Array.of(2, 4), [1.5, 3]],
      [Float32Array.of(-1, -2), [0, 0]],
      [Float32Array.of(0, 0), [0.5, 1]],
    ] as const) {
      const path = interpolateLatents(from, to, 'spherical', Float32Array.of(0.5));
      expect([...path]).toEqual(middle);
    }
  });
});

describe('latents of a uniform prior', () => {
  it('are joined by a line and walked through whole', () => {
    expect(latentPath('uniform')).toBe('linear');
    expect(latentPath('normal')).toBe('spherical');
    const line = interpolateLatents(
      ...([Float32Array.of(-1, 0), Float32Array.of(1, 0.5), 'linear'] as const),
      Float32Array.of(0, 0.25, 1),
    );
    expect([...line]).toEqual([-1, 0, -0.5, 0.125, 1, 0.5]);
    const positions = walkPositions('uniform', 9);
    expect(positions[0]).toBeCloseTo(-Math.sqrt(3), 6);
    expect(positions[4]).toBeCloseTo(0, 6);
    expect(positions[8]).toBeCloseTo(Math.sqrt(3), 6);
    expect([...walkPositions('normal', 5)]).toEqual([-2.5, -1.25, 0, 1.25, 2.5]);
  });
});

it('a walk changes one entry only', () => {
  const latent = Float32Array.of(1, 2, 3);
  expect([...walkLatents(latent, 1, Float32Array.of(-2, 0))]).toEqual([1, -2, 3, 1, 0, 3]);
});
