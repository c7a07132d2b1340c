import type { ChartOptions, LinearScaleOptions } from 'chart.js';
import { formatInteger, formatShort } from '../format';
import type { PanelTheme } from '../theme';
import type { AxisKind } from './axisTransform';

/** Room for the numbers of the y axis: equal in every chart, so that charts above each other line up. */
export const Y_AXIS_WIDTH = 46;

export function axisFont(theme: PanelTheme): { family: string; size: number } {
  return { family: theme.fontFamily, size: Math.max(10, Math.round(theme.fontSize * 0.85)) };
}

/** Measures texts in a font, in CSS pixels. */
export function textMeasure(font: { family: string; size: number }): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * font.size;
  context.font = `${font.size}px ${font.family}`;
  return (text) => context.measureText(text).width;
}

type AxisOptions = Partial<Pick<LinearScaleOptions, 'min' | 'max'>>;

export function xAxis(theme: PanelTheme, title: string, options: AxisOptions) {
  return {
    type: 'linear' as const,
    ...options,
    border: { color: theme.border },
    grid: { display: false },
    title: { display: true, text: title, color: theme.mutedForeground, font: axisFont(theme) },
    ticks: {
      color: theme.mutedForeground,
      font: axisFont(theme),
      maxRotation: 0,
      autoSkipPadding: 24,
      includeBounds: false,
      callback: (value: string | number) => formatShort(Number(value)),
    },
  };
}

/** Ticks of a step axis are whole steps. */
export function stepAxis(theme: PanelTheme, title: string, options: AxisOptions) {
  const axis = xAxis(theme, title, options);
  return {
    ...axis,
    ticks: {
      ...axis.ticks,
      precision: 0,
      callback: (value: string | number) => formatInteger(Number(value)),
    },
  };
}

export function yAxis(theme: PanelTheme, options: AxisOptions, tickSpacing?: number) {
  return {
    type: 'linear' as const,
    ...options,
    border: { display: false },
    grid: { color: theme.grid, lineWidth: 1, drawTicks: false },
    afterFit: (axis: { width: number }) => {
      axis.width = Y_AXIS_WIDTH;
    },
    ticks: {
      color: theme.mutedForeground,
      font: axisFont(theme),
      maxTicksLimit: 6,
      ...(tickSpacing === undefined ? {} : { stepSize: tickSpacing }),
      padding: 6,
      includeBounds: false,
      callback: (value: string | number) => formatShort(Number(value)),
    },
  };
}

/** A linear axis made one of another kind: `transformed` is our own. */
export function ofKind<Axis extends object>(axis: Axis, kind: AxisKind, constant: number) {
  return kind === 'linear'
    ? axis
    : { ...axis, type: 'transformed' as const, transform: kind, constant };
}

/** Options that all charts share: no animation, no parsing, the editor's hover as tooltip. */
export function commonOptions(): ChartOptions<'line'> {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    elements: { point: { radius: 0, hoverRadius: 3, hitRadius: 0 }, line: { borderWidth: 1.75 } },
  };
}

/** The swatch of a tooltip's line, in the colour of the series. */
export function labelColour({ dataset }: { dataset: { borderColor?: unknown } }) {
  const colour = typeof dataset.borderColor === 'string' ? dataset.borderColor : '';
  return { borderColor: colour, backgroundColor: colour };
}

export function tooltipOptions(theme: PanelTheme) {
  const font = { family: theme.fontFamily, size: Math.max(11, Math.round(theme.fontSize * 0.92)) };
  return {
    backgroundColor: theme.tooltipBackground,
    titleColor: theme.tooltipForeground,
    bodyColor: theme.tooltipForeground,
    borderColor: theme.tooltipBorder,
    borderWidth: 1,
    cornerRadius: 3,
    padding: 8,
    caretSize: 0,
    caretPadding: 12,
    titleFont: { ...font, weight: 'bold' as const },
    bodyFont: font,
    usePointStyle: true,
    boxWidth: 8,
    boxHeight: 8,
    boxPadding: 4,
  };
}
