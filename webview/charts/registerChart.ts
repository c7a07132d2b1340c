import { Chart, Filler } from 'chart.js';
import annotationPlugin from 'chartjs-plugin-annotation';
import { registerLineChart } from './registerLineChart';
import { TransformScale } from './transformScale';

let registered = false;

/** Registers the parts of Chart.js that the panel uses, once. */
export function registerChart(): void {
  if (registered) return;
  registered = true;
  registerLineChart();
  Chart.register(TransformScale, Filler, annotationPlugin);
}
