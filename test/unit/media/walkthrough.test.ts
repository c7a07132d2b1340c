import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { themes, type Theme } from '../../harness/themes';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'media/walkthrough');

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

function variablesOf(theme: Theme): Record<string, string> {
  const file = path.join(root, 'test/fixtures/themes', `${theme}.json`);
  return (
    JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly variables: Record<string, string> }
  ).variables;
}

/** The value a theme gives to `var(--a, fallback)`. */
function resolved(paint: string, variables: Record<string, string>): string {
  const [, name, fallback] = /^var\((--[\w-]+)(?:, (.+))?\)$/.exec(paint) ?? [];
  if (name === undefined) return paint;
  return variables[name] ?? resolved(fallback ?? '', variables);
}

function colourOf(text: string): Colour {
  const hex = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text);
  if (hex !== null) {
    const [red, green, blue] = [0, 2, 4].map((at) => parseInt(hex[1]!.slice(at, at + 2), 16));
    return [red!, green!, blue!, hex[2] === undefined ? 1 : parseInt(hex[2], 16) / 255];
  }
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [];
  if (!text.startsWith('rgb') || numbers.length < 3) throw new Error(`${text} is no colour`);
  return [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3] ?? 1];
}

/** Relative luminance of WCAG 2.2. */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of WCAG 2.2, of a colour that may let the one behind it through. */
function contrast(front: Colour, back: Colour): number {
  const [, , , alpha] = front;
  const mixed = back.slice(0, 3).map((value, at) => value + alpha * (front[at]! - value));
  const [dark = 0, light = 0] = [luminance(mixed), luminance(back.slice(0, 3))].sort();
  return (light + 0.05) / (dark + 0.05);
}

function paintsOf(svg: string, pattern: RegExp): string[] {
  return [...new Set([...svg.matchAll(pattern)].map(([, paint]) => paint!))];
}

const pictures = fs.readdirSync(folder);

// WCAG 2.2, 1.4.3 and 1.4.11.
test.each(themes)('the pictures of the walkthrough can be seen in %s', (theme) => {
  const variables = variablesOf(theme);
  const back = colourOf(variables['--vscode-editor-background']!);
  const faint = pictures.flatMap((name) => {
    const svg = fs.readFileSync(path.join(folder, name), 'utf8');
    const words = paintsOf(svg, /<(?:text|tspan) [^>]*?fill="([^"]+)"/g);
    const lines = paintsOf(svg, /<path [^>]*?stroke="([^"]+)"/g);
    expect(words.length + lines.length).toBeGreaterThan(0);
    const ratio = (paint: string) => contrast(colourOf(resolved(paint, variables)), back);
    return [
      ...words.filter((paint) => ratio(paint) < 4.5),
      ...lines.filter((paint) => ratio(paint) < 3),
    ].map((paint) => `${name}: ${paint}, ${ratio(paint).toFixed(2)}`);
  });
  expect(faint).toEqual([]);
});
