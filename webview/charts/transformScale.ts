import { Scale, type CartesianScaleOptions, type Tick } from 'chart.js';
import { axisTransform, logTicks, type AxisKind, type AxisTransform } from './axisTransform';

interface TransformOptions {
  /** The axis follows no data: its ends are always given. */
  readonly min: number;
  readonly max: number;
  readonly transform: AxisKind;
  /** c of the symmetric logarithm. */
  readonly constant: number;
}

declare module 'chart.js' {
  interface CartesianScaleTypeRegistry {
    transformed: { options: CartesianScaleOptions & TransformOptions };
  }
}

/** Logarithmic and symmetric logarithmic axes. Those of Chart.js itself know no values below nought. */
export class TransformScale extends Scale<CartesianScaleOptions & TransformOptions> {
  static id = 'transformed';
  static defaults = {};

  #transform: AxisTransform = axisTransform('linear');
  #start = 0;
  #length = 1;

  override determineDataLimits(): void {
    const { min, max, transform, constant } = this.options;
    this.min = min;
    this.max = max;
    this.#transform = axisTransform(transform, constant);
  }

  override buildTicks(): Tick[] {
    const limit = this.isHorizontal() ? Math.max(2, Math.floor(this.width / 80)) : 6;
    return logTicks(this.#transform, this.min, this.max, limit).map((value) => ({ value }));
  }

  /** Called whenever the axis has got its place on the screen. */
  override configure(): void {
    super.configure();
    this.#start = this.#transform.forward(this.min);
    this.#length = this.#transform.forward(this.max) - this.#start || 1;
  }

  override getPixelForValue(value: number): number {
    return this.getPixelForDecimal((this.#transform.forward(value) - this.#start) / this.#length);
  }

  override getValueForPixel(pixel: number): number {
    return this.#transform.inverse(this.#start + this.getDecimalForPixel(pixel) * this.#length);
  }
}
