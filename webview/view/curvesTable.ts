import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { StepView } from '../../src/protocol/panelProtocol';
import type { CurveSpec } from '../charts/curveSpecs';
import { formatInteger, formatValue } from '../format';
import { strings } from '../strings';
import { dataTable } from './dataTable';

export function cellText(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? formatValue(value) : strings.notFinite;
}

/** The numbers of a chart over steps: of each point its mean and its extremes, and what is drawn of it. */
export function curvesTable(spec: CurveSpec, curves: StepView<string>): TemplateResult {
  const { fromStep, low, mean, high, smooth } = strings.table;
  const isSmoothed = spec.columns.some((column) => curves.series[column]?.smooth !== undefined);
  const statistics = [mean, low, high, ...(isSmoothed ? [smooth] : [])];
  const columns = spec.columns.flatMap((column) =>
    statistics.map((statistic) => `${strings.series[column]}, ${statistic}`),
  );
  return html`${guard([spec, curves], () =>
    dataTable(
      spec.title,
      [fromStep, ...columns],
      Array.from(curves.step, (step, index) => [
        formatInteger(step),
        ...spec.columns.flatMap((column) => {
          const series = curves.series[column];
          const values = [series?.mean, series?.low, series?.high];
          if (isSmoothed) values.push(series?.smooth);
          return values.map((numbers) => cellText(numbers?.[index]));
        }),
      ]),
    ),
  )}`;
}
