import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import annotationPlugin from 'chartjs-plugin-annotation';
import { TransformScale } from './transformScale';

let registered = false;

/** Registers the parts of Chart.js that the panel uses, once. */
export function registerChart(): void {
  if (registered) return;
  registered = true;
  Chart.register(
    LineController,
    LineElement,
    PointElement,
    LinearScale,
    TransformScale,
    Filler,
    Tooltip,
    annotationPlugin,
  );
}
