import type { PanelCommand } from '../../protocol/panelProtocol';
import type { Outcome } from '../panel/trainingPanel';
import type { Run } from '../runs/run';

/** Tells in the panel of the run what a command has come to; answers false where no such panel is on screen. */
export type Tell = (run: Run, command: PanelCommand, outcome: Outcome) => boolean;
