import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import type { Pictures } from '../../src/protocol/inspection';

function paint(canvas: HTMLCanvasElement, pictures: Pictures, index: number): void {
  const { width, height, channels, pixels } = pictures;
  const image = new ImageData(width, height);
  const start = index * width * height * channels;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const from = start + pixel * channels + (channels === 1 ? 0 : channel);
      image.data[4 * pixel + channel] = pixels[from] ?? 0;
    }
    image.data[4 * pixel + 3] = 255;
  }
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** One of some pictures, enlarged by the style sheet; each pixel stays a square. */
export function pictureTile(pictures: Pictures, index: number, label: string): TemplateResult {
  return html`${guard(
    [pictures, index, label],
    () =>
      html`<canvas
        class="picture"
        role="img"
        aria-label=${label}
        title=${label}
        ${ref((element) => {
          if (element instanceof HTMLCanvasElement) paint(element, pictures, index);
        })}
      ></canvas>`,
  )}`;
}
