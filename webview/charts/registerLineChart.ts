import { Chart, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';

/** Registers the parts of Chart.js that any line chart needs; to do it again changes nothing. */
export function registerLineChart(): void {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip);
}
