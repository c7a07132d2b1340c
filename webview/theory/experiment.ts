import type { TemplateResult } from 'lit';
import type { TheoryMessage, TheoryPage } from '../../src/protocol/theoryProtocol';
import type { PanelTheme } from '../theme';

/** What every page works with. */
export interface TheoryContext {
  readonly theme: PanelTheme;
  /** Of the column that the figures stand in, in CSS pixels. */
  readonly figureWidth: number;
  /** No motion that was not asked for, and coarse steps where it was. */
  readonly reducedMotion: boolean;
  /** Draws everything again in the next frame, and keeps what the user has set. */
  redraw(): void;
  show(page: TheoryPage): void;
  post(message: TheoryMessage): void;
}

/** What a page kept in an earlier life: whatever does not fit is left at its default. */
export type Kept = Readonly<Record<string, unknown>>;

/** A statement of the theory with an experiment beside it. */
export interface Experiment {
  view(): TemplateResult;
  /** Draws charts, after the markup has been rendered. */
  draw?(): void;
  /** Stops what runs by itself: another page is shown. */
  leave?(): void;
  /** What is kept across reloads. */
  kept(): Kept;
}

/** A kept number within its limits. */
export function keptNumber(value: unknown, low: number, high: number, otherwise: number): number {
  return typeof value === 'number' && value >= low && value <= high ? value : otherwise;
}

export function keptChoice<T extends string>(
  value: unknown,
  choices: readonly T[],
  otherwise: T,
): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

/** Kept masses of so many cells, which add up to 1. */
export function keptMasses(value: unknown, otherwise: Float64Array): Float64Array {
  if (!Array.isArray(value) || value.length !== otherwise.length) return otherwise;
  if (!value.every((mass) => typeof mass === 'number' && mass >= 0)) return otherwise;
  const masses = Float64Array.from(value as number[]);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return total > 0 && Number.isFinite(total) ? masses.map((mass) => mass / total) : otherwise;
}
