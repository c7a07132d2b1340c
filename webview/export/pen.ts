/**
 * What a figure is drawn with: as much of a canvas context as figures use. The screen and a PNG take a real one, an SVG
 * takes `SvgContext`. A `Path2D` is left out on purpose: it does not tell its places.
 */
export interface Pen extends Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'translate'
  | 'transform'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'rect'
  | 'arc'
  | 'fillRect'
  | 'fillText'
  | 'strokeText'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
> {
  fill(): void;
  stroke(): void;
  clip(): void;
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void;
}
