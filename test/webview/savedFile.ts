import { expect } from 'vitest';
import type { Panel } from './harness';

/** The button that opens the menu of a card. */
export const menuOf = (card: string) => `#${card} [aria-label^="View and Export"].icon-button`;

/** Chooses an entry of the menu of a card, and gives the file that the panel then hands to the host. */
export async function saved(
  panel: Panel,
  card: string,
  format: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const before = await filesOf(panel);
  // It stays open: what one saves may be saved in another form too.
  if (!(await panel.page.isVisible(`#${card}-menu`))) await panel.page.click(menuOf(card));
  await panel.page.click(`#${card}-menu [data-export="${format}"]`);
  await expect.poll(() => filesOf(panel)).toBe(before + 1);
  const { name, url } = await panel.page.evaluate(async () => {
    const file = window.harnessPosted.findLast(
      (message) => (message as { type: string }).type === 'saveFile',
    ) as { name: string; data: Uint8Array<ArrayBuffer> };
    const reader = new FileReader();
    const read = new Promise((resolve) => (reader.onload = resolve));
    reader.readAsDataURL(new Blob([file.data]));
    await read;
    return { name: file.name, url: reader.result as string };
  });
  return { name, bytes: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') };
}

/** How many files the panel has handed to the host. */
async function filesOf(panel: Panel): Promise<number> {
  return panel.page.evaluate(
    () =>
      window.harnessPosted.filter((message) => (message as { type: string }).type === 'saveFile')
        .length,
  );
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** What an SVG consists of. @throws if it is not well-formed */
export async function svgParts(panel: Panel, bytes: Uint8Array) {
  return panel.page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const problem = document.querySelector('parsererror');
    if (problem !== null) throw new Error(problem.textContent);
    const of = (selector: string) => [...document.querySelectorAll(selector)];
    return {
      title: document.querySelector('title')?.textContent,
      size: ['width', 'height'].map((name) => Number(document.documentElement.getAttribute(name))),
      images: of('image').map((image) => image.getAttribute('href') ?? ''),
      texts: of('text').map((element) => element.textContent),
      paths: of('path').map((path) => ({
        d: path.getAttribute('d') ?? '',
        fill: path.getAttribute('fill'),
        stroke: path.getAttribute('stroke'),
        dash: path.getAttribute('stroke-dasharray'),
      })),
    };
  }, textOf(bytes));
}
