import { html, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { icon } from '../view/icon';
import { paperTheme } from './paperTheme';
import { pngOf, svgOf, type Picture } from './pictures';

interface ExportMenu {
  readonly context: PanelContext;
  /** Of the files, without an extension. */
  readonly name: string;
  /** In the colours given; undefined while there is nothing to draw. */
  readonly picture: (theme: PanelTheme) => Picture | undefined;
  readonly saveTable: () => void;
}

function save(context: PanelContext, name: string, data: Uint8Array): void {
  context.post({ type: 'saveFile', name, data });
}

/** What a chart can be saved as. The host asks where to. */
export function exportMenu({ context, name, picture, saveTable }: ExportMenu): TemplateResult {
  const words = strings.export;
  const saveSvg = (): void => {
    const drawn = picture(paperTheme(context.theme));
    if (drawn !== undefined) save(context, `${name}.svg`, svgOf(drawn));
  };
  const savePng = async (theme: PanelTheme): Promise<void> => {
    const drawn = picture(theme);
    if (drawn !== undefined) save(context, `${name}.png`, await pngOf(drawn));
  };
  const item = (format: keyof typeof words.items, press: () => void): TemplateResult =>
    html`<button type="button" class="menu-item" data-export=${format} @click=${press}>
      ${icon('save-as')}<span>${words.items[format]}</span>
    </button>`;
  return html`<div class="menu-items" role="group" aria-label=${words.label}>
    ${item('svg', saveSvg)} ${item('png', () => void savePng(paperTheme(context.theme)))}
    ${item('pngTheme', () => void savePng(context.theme))} ${item('csv', saveTable)}
  </div>`;
}
