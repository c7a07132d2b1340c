import { html, nothing, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { icon } from '../view/icon';
import { paperTheme } from './paperTheme';
import { saveMade } from './files';
import { pngOf, svgOf, type Picture } from './pictures';

interface ExportMenu {
  readonly context: PanelContext;
  /** Of the files, without an extension. */
  readonly name: string;
  /** In the colours given; undefined while there is nothing to draw. */
  readonly picture: (theme: PanelTheme) => Picture | undefined;
  readonly saveTable: () => void;
  /** There is nothing to save yet. */
  readonly empty?: boolean;
}

/**
 * An entry that saves something.
 * @param problem why it cannot now
 */
export function exportItem(
  format: keyof typeof strings.export.items,
  press: () => void,
  problem?: string,
): TemplateResult {
  return html`<button
    type="button"
    class="menu-item"
    data-export=${format}
    title=${problem ?? nothing}
    ?disabled=${problem !== undefined}
    @click=${press}
  >
    ${icon('save-as')}<span>${strings.export.items[format]}</span>
  </button>`;
}

export function exportItems(label: string, items: TemplateResult): TemplateResult {
  return html`<div class="menu-items" role="group" aria-label=${label}>${items}</div>`;
}

/** What a chart can be saved as. The host asks where to. */
export function exportMenu(menu: ExportMenu): TemplateResult {
  const { context, name, picture, saveTable, empty = false } = menu;
  const problem = empty ? strings.export.notDrawn : undefined;
  const saveAs = (
    ending: 'svg' | 'png',
    theme: PanelTheme,
    encode: (drawn: Picture) => Uint8Array | Promise<Uint8Array>,
  ): void => {
    void saveMade(context, `${name}.${ending}`, () => {
      const drawn = picture(theme);
      return drawn && encode(drawn);
    });
  };
  const paper = (): PanelTheme => paperTheme(context.theme);
  return exportItems(
    strings.export.label,
    html`${exportItem('svg', () => saveAs('svg', paper(), svgOf), problem)}
    ${exportItem('png', () => saveAs('png', paper(), pngOf), problem)}
    ${exportItem('pngTheme', () => saveAs('png', context.theme, pngOf), problem)}
    ${exportItem('csv', saveTable, problem)}`,
  );
}
