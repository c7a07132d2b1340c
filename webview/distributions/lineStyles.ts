import type { TemplateResult } from 'lit';
import type { MarkerShape } from '../charts/seriesStyle';
import type { PanelTheme } from '../theme';
import { lineSwatch } from '../view/swatch';

/** The lines of figure 1 of Goodfellow et al. 2014: p_data dotted, p_g solid, D dashed; and the optimum of D. */
export const LINES = ['dataDensity', 'generatorDensity', 'discriminator', 'optimum'] as const;
export type Line = (typeof LINES)[number];

export interface LineStyle {
  readonly colour: keyof PanelTheme & ('real' | 'generator' | 'discriminator' | 'foreground');
  readonly dash: readonly number[];
  readonly width: number;
  readonly shape?: MarkerShape;
}

export const LINE_STYLES: Record<Line, LineStyle> = {
  dataDensity: { colour: 'real', dash: [2, 4], width: 2.25, shape: 'square' },
  generatorDensity: { colour: 'generator', dash: [], width: 2, shape: 'triangle' },
  discriminator: { colour: 'discriminator', dash: [8, 5], width: 2, shape: 'circle' },
  optimum: { colour: 'foreground', dash: [9, 4, 2, 4], width: 1.1 },
};

/** The look of a line, as in the figure. */
export function figureSwatch(line: Line): TemplateResult {
  return lineSwatch({ ...LINE_STYLES[line], round: line === 'dataDensity' });
}
