import type { PanelMessage } from '../src/protocol/panelProtocol';
import type { PanelChoices } from './choices';
import type { StepCursor } from './stepCursor';
import type { PanelModel, PanelStore } from './store';
import type { PanelTheme } from './theme';

/** What every part of the panel works with. */
export interface PanelContext {
  readonly store: PanelStore;
  readonly choices: PanelChoices;
  readonly theme: PanelTheme;
  /** The step that the user looks at: one for the whole panel. */
  readonly cursor: StepCursor;
  post(message: PanelMessage): void;
  choose(part: Partial<PanelChoices>): void;
  /** Draws everything again in the next frame. */
  redraw(): void;
}

/** A part of the page that also draws outside of the page's markup. */
export interface DrawnCard {
  /** Called after the markup has been rendered. */
  draw(model: PanelModel): void;
}
