/**
 * A canvas context that writes an SVG: as much of `CanvasRenderingContext2D` as the charts use. Libraries that do the
 * same build elements with inline styles, which the content security policy of the panel refuses.
 */
import { hatchedColour } from '../charts/hatching';
import type { Pen } from './pen';

interface State {
  matrix: DOMMatrix;
  /** Id of the clip path in force. */
  clip: string | undefined;
  dash: readonly number[];
  readonly style: Style;
}

interface Style {
  fillStyle: Paint;
  strokeStyle: Paint;
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  lineDashOffset: number;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
}

type Paint = CanvasRenderingContext2D['fillStyle'];

const STYLE: Style = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  lineDashOffset: 0,
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
};

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
const BASELINES: Readonly<Record<string, string>> = {
  middle: 'central',
  top: 'text-before-edge',
  hanging: 'hanging',
  bottom: 'text-after-edge',
};

/** A hundredth of a pixel is more than a printer shows. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export class SvgContext implements Style, Pen {
  readonly canvas: { width: number; height: number; getContext: () => SvgContext };
  fillStyle!: Paint;
  strokeStyle!: Paint;
  lineWidth!: number;
  lineCap!: CanvasLineCap;
  lineJoin!: CanvasLineJoin;
  lineDashOffset!: number;
  globalAlpha!: number;
  font!: string;
  textAlign!: CanvasTextAlign;
  textBaseline!: CanvasTextBaseline;

  /** Measures texts. */
  readonly #ruler: CanvasRenderingContext2D;
  readonly #states: State[] = [];
  readonly #definitions: string[] = [];
  #elements: string[] = [];
  #path: string[] = [];
  #matrix = new DOMMatrix();
  #clip: string | undefined;
  #dash: readonly number[] = [];

  constructor(width: number, height: number) {
    this.canvas = { width, height, getContext: () => this };
    Object.assign(this, STYLE);
    const ruler = document.createElement('canvas').getContext('2d');
    if (ruler === null) throw new Error('The browser gives no 2-D canvas.');
    this.#ruler = ruler;
  }

  /** Forgets what was drawn. */
  restart(): void {
    this.#elements = [];
    this.#definitions.length = 0;
  }

  /** @param title said by screen readers in place of the picture */
  toSvg(title: string): string {
    const { width, height } = this.canvas;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escaped(title)}</title>`,
      ...(this.#definitions.length > 0 ? [`<defs>${this.#definitions.join('')}</defs>`] : []),
      ...this.#elements,
      '</svg>\n',
    ].join('\n');
  }

  save(): void {
    const style = Object.fromEntries(
      Object.keys(STYLE).map((key) => [key, this[key as keyof Style]]),
    ) as unknown as Style;
    this.#states.push({ matrix: this.#matrix, clip: this.#clip, dash: this.#dash, style });
  }

  restore(): void {
    const state = this.#states.pop();
    if (state === undefined) return;
    this.#matrix = state.matrix;
    this.#clip = state.clip;
    this.#dash = state.dash;
    Object.assign(this, state.style);
  }

  translate(x: number, y: number): void {
    this.#matrix = this.#matrix.translate(x, y);
  }

  rotate(angle: number): void {
    this.#matrix = this.#matrix.rotate((angle * 180) / Math.PI);
  }

  scale(x: number, y: number): void {
    this.#matrix = this.#matrix.scale(x, y);
  }

  transform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.#matrix = this.#matrix.multiply(new DOMMatrix([a, b, c, d, e, f]));
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.#matrix = new DOMMatrix([a, b, c, d, e, f]);
  }

  resetTransform(): void {
    this.#matrix = new DOMMatrix();
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${this.#place(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`${this.#path.length === 0 ? 'M' : 'L'}${this.#place(x, y)}`);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    const places = [this.#place(x1, y1), this.#place(x2, y2), this.#place(x, y)];
    this.#path.push(`C${places.join(' ')}`);
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push('Z');
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  arc(x: number, y: number, radius: number, start: number, end: number): void {
    const sweep = Math.min(2 * Math.PI, Math.abs(end - start));
    const at = (angle: number): [number, number] => [
      x + radius * Math.cos(angle),
      y + radius * Math.sin(angle),
    ];
    this.lineTo(...at(start));
    // An arc of SVG cannot go all the way round.
    const r = short(radius * this.#scale);
    for (const share of [0.5, 1]) {
      this.#path.push(`A${r} ${r} 0 0 1 ${this.#place(...at(start + share * sweep))}`);
    }
  }

  clip(): void {
    const id = `clip${this.#definitions.length}`;
    const within = this.#clip === undefined ? '' : ` clip-path="url(#${this.#clip})"`;
    this.#definitions.push(
      `<clipPath id="${id}"${within}><path d="${this.#path.join('')}"/></clipPath>`,
    );
    this.#clip = id;
  }

  fill(): void {
    this.#draw(`<path d="${this.#path.join('')}" ${this.#paint('fill', this.fillStyle)}/>`);
  }

  stroke(): void {
    this.#draw(`<path d="${this.#path.join('')}" fill="none" ${this.#strokeAttributes()}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }

  /** The page of an SVG is transparent: there is nothing to clear before a drawing. */
  clearRect(): void {
    // Nothing is there yet.
  }

  /** A raster stays one, and lies within the file. */
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    const { a, b, c, d, e, f } = this.#matrix;
    const place = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this.#draw(
      `<image ${place} preserveAspectRatio="none" transform="matrix(${[a, b, c, d, e, f].map(short).join(' ')})" href="${image.toDataURL()}"/>`,
    );
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = [...dash];
  }

  getLineDash(): number[] {
    return [...this.#dash];
  }

  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, this.#paint('fill', this.fillStyle));
  }

  strokeText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="none" ${this.#strokeAttributes()}`);
  }

  measureText(text: string): TextMetrics {
    this.#ruler.font = this.font;
    return this.#ruler.measureText(text);
  }

  /** The browser reads the short form of a font, and gives back its parts in a fixed order. */
  #fontAttributes(): string {
    this.#ruler.font = this.font;
    const parts = /^(italic )?(?:(\d+|bold) )?([\d.]+)px (.+)$/.exec(this.#ruler.font);
    const [, slant, weight, size = '10', family = 'sans-serif'] = parts ?? [];
    return [
      `font-family="${escaped(family)}" font-size="${size}"`,
      ...(weight === undefined ? [] : [`font-weight="${weight}"`]),
      ...(slant === undefined ? [] : ['font-style="italic"']),
    ].join(' ');
  }

  get #scale(): number {
    return Math.hypot(this.#matrix.a, this.#matrix.b);
  }

  #place(x: number, y: number): string {
    const { a, b, c, d, e, f } = this.#matrix;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  }

  #draw(element: string): void {
    this.#elements.push(
      this.#clip === undefined ? element : `<g clip-path="url(#${this.#clip})">${element}</g>`,
    );
  }

  #text(text: string, x: number, y: number, paint: string): void {
    const { a, b, c, d, e, f } = this.#matrix;
    const anchor = ANCHORS[this.textAlign] ?? 'start';
    const baseline = BASELINES[this.textBaseline];
    const attributes = [
      `x="${short(x)}" y="${short(y)}"`,
      ...(this.#matrix.isIdentity
        ? []
        : [`transform="matrix(${[a, b, c, d, e, f].map(short).join(' ')})"`]),
      `text-anchor="${anchor}"`,
      ...(baseline === undefined ? [] : [`dominant-baseline="${baseline}"`]),
      this.#fontAttributes(),
      paint,
    ];
    this.#draw(`<text ${attributes.join(' ')}>${escaped(text)}</text>`);
  }

  #strokeAttributes(): string {
    const { lineWidth, lineCap, lineJoin, lineDashOffset } = this;
    const dash = this.#dash.map((length) => short(length * this.#scale)).join(' ');
    return [
      this.#paint('stroke', this.strokeStyle),
      `stroke-width="${short(lineWidth * this.#scale)}"`,
      ...(lineCap === 'butt' ? [] : [`stroke-linecap="${lineCap}"`]),
      ...(lineJoin === 'miter' ? [] : [`stroke-linejoin="${lineJoin}"`]),
      ...(dash === '' ? [] : [`stroke-dasharray="${dash}"`]),
      ...(lineDashOffset === 0 ? [] : [`stroke-dashoffset="${short(lineDashOffset)}"`]),
    ].join(' ');
  }

  /** Opacity apart from the colour: not every program that reads SVG knows `rgba()`. */
  #paint(attribute: 'fill' | 'stroke', style: unknown): string {
    if (style instanceof CanvasPattern) return `${attribute}="url(#${this.#hatching(style)})"`;
    const text = typeof style === 'string' ? style : '#000';
    const parts = /^rgba?\(([^,]+),([^,]+),([^,)]+)(?:,([^)]+))?\)$/.exec(text);
    const alpha = Number(parts?.[4] ?? 1) * this.globalAlpha;
    const colour =
      parts === null
        ? text
        : `rgb(${parts
            .slice(1, 4)
            .map((part) => part.trim())
            .join(',')})`;
    return `${attribute}="${colour}"${alpha === 1 ? '' : ` ${attribute}-opacity="${short(alpha)}"`}`;
  }

  #hatching(pattern: CanvasPattern): string {
    const id = `hatching${this.#definitions.length}`;
    this.#definitions.push(
      `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M-8 8L0 0M0 8L8 0M8 8L16 0" stroke="${hatchedColour(pattern)}" stroke-width="1.25"/></pattern>`,
    );
    return id;
  }
}
