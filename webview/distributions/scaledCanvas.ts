/** Gives a canvas the size of its frame in device pixels, and an empty context in CSS pixels; undefined while it has none. */
export function scaledContext(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const scale = window.devicePixelRatio;
  const [pixels, lines] = [Math.round(width * scale), Math.round(height * scale)];
  if (pixels === 0 || lines === 0) return undefined;
  if (canvas.width !== pixels || canvas.height !== lines) {
    canvas.width = pixels;
    canvas.height = lines;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context ?? undefined;
}
