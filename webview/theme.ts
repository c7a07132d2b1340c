/** Colours of the current theme, resolved to what a canvas understands. */
export interface PanelTheme {
  readonly discriminator: string;
  readonly generator: string;
  readonly real: string;
  readonly fake: string;
  readonly background: string;
  readonly foreground: string;
  readonly mutedForeground: string;
  readonly grid: string;
  readonly border: string;
  readonly marker: string;
  readonly tooltipBackground: string;
  readonly tooltipForeground: string;
  readonly tooltipBorder: string;
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly highContrast: boolean;
}

/** The custom properties of panel.css that give each colour. */
const properties = {
  discriminator: '--gan-discriminator',
  generator: '--gan-generator',
  real: '--gan-real',
  fake: '--gan-fake',
  background: '--gan-background',
  foreground: '--gan-foreground',
  mutedForeground: '--gan-muted',
  grid: '--gan-grid',
  border: '--gan-border',
  marker: '--gan-marker',
  tooltipBackground: '--gan-tooltip-background',
  tooltipForeground: '--gan-tooltip-foreground',
  tooltipBorder: '--gan-tooltip-border',
} as const;

/**
 * Resolves any CSS colour, `color-mix()` included, to `rgba()`: Chart.js cannot parse what a computed style may hold.
 */
class ColourReader {
  readonly #probe = document.createElement('span');
  readonly #context: CanvasRenderingContext2D;

  constructor() {
    this.#probe.hidden = true;
    document.body.append(this.#probe);
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('The browser gives no 2-D canvas.');
    this.#context = context;
  }

  read(property: string): string {
    this.#probe.style.color = `var(${property})`;
    this.#context.clearRect(0, 0, 1, 1);
    this.#context.fillStyle = getComputedStyle(this.#probe).color;
    this.#context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = this.#context.getImageData(0, 0, 1, 1).data;
    return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
  }
}

/** The same colour, more transparent. */
export function withAlpha(colour: string, alpha: number): string {
  return colour.replace(/[\d.]+\)$/, `${alpha})`);
}

/** Follows the theme of the editor: VS Code changes the style of the document and the class of its body. */
export class ThemeWatcher {
  readonly #reader = new ColourReader();
  #theme: PanelTheme;

  constructor(changed: () => void) {
    this.#theme = this.#read();
    const observer = new MutationObserver(() => {
      this.#theme = this.#read();
      changed();
    });
    observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  get current(): PanelTheme {
    return this.#theme;
  }

  #read(): PanelTheme {
    const colours = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, this.#reader.read(property)]),
    ) as Record<keyof typeof properties, string>;
    const style = getComputedStyle(document.body);
    return {
      ...colours,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      highContrast: document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light'),
    };
  }
}
