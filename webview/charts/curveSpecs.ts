import type { PanelSnapshot, StepView } from '../../src/protocol/panelProtocol';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import type { TableId } from '../choices';
import { strings } from '../strings';
import type { Role, ViewColumn } from './seriesStyle';

/** A horizontal line at what theory says. */
export interface ReferenceLine {
  readonly value: number;
  /** Stands in the legend. */
  readonly label: string;
  /** Stands in the plot, at the line; without it a tick of the axis says the value. */
  readonly plotLabel?: string;
  /** Whose line it is; none where it holds for both players. */
  readonly role?: Role;
}

export interface FixedRange {
  readonly min: number;
  readonly max: number;
  readonly tickSpacing: number;
}

/** What tells one chart over steps from another. */
export interface CurveSpec {
  readonly id: Extract<TableId, 'losses' | 'balance' | 'outputs' | 'value'>;
  readonly title: string;
  readonly unit: (equilibrium: LossEquilibrium | undefined) => string;
  readonly help: string;
  readonly columns: readonly [ViewColumn, ViewColumn];
  /** Where their values are. */
  readonly view: (snapshot: PanelSnapshot) => StepView<string> | undefined;
  /** Fixed ends of the value axis and distance of its ticks; without them the axis follows the values. */
  readonly range: (equilibrium: LossEquilibrium | undefined) => FixedRange | undefined;
  readonly references: (equilibrium: LossEquilibrium | undefined) => readonly ReferenceLine[];
  /** The value of a column at the equilibrium. */
  readonly equilibriumOf: (
    column: ViewColumn,
    equilibrium: LossEquilibrium | undefined,
  ) => number | undefined;
  /** Live edits and changes of state have their names above this chart. */
  readonly labelsEvents: boolean;
}

/** Of the losses: log losses are in nats, the others in units of the discriminator's output. */
function lossUnit(equilibrium: LossEquilibrium | undefined): string {
  return equilibrium?.outputKind === 'score' ? '' : strings.losses.unit;
}

function lossReference(role: Role, value: number, formula: string, unit: string): ReferenceLine {
  const name =
    role === 'generator' ? strings.series.generatorLoss : strings.series.discriminatorLoss;
  return {
    role,
    value,
    label: strings.losses.equilibrium(name, formula, value, unit),
    plotLabel: strings.losses.equilibriumShort(formula, value),
  };
}

export const lossesSpec: CurveSpec = {
  id: 'losses',
  title: strings.losses.title,
  unit: lossUnit,
  help: strings.losses.help,
  columns: ['discriminatorLoss', 'generatorLoss'],
  view: ({ curves }) => curves,
  references: (equilibrium) =>
    equilibrium === undefined
      ? []
      : [
          lossReference(
            'discriminator',
            equilibrium.discriminator,
            equilibrium.discriminatorFormula,
            lossUnit(equilibrium),
          ),
          lossReference(
            'generator',
            equilibrium.generator,
            equilibrium.generatorFormula,
            lossUnit(equilibrium),
          ),
        ],
  equilibriumOf: (column, equilibrium) =>
    column === 'generatorLoss' ? equilibrium?.generator : equilibrium?.discriminator,
  range: () => undefined,
  labelsEvents: true,
};

export const outputsSpec: CurveSpec = {
  id: 'outputs',
  title: strings.outputs.title,
  unit: () => strings.outputs.unit,
  help: strings.outputs.help,
  columns: ['meanRealOutput', 'meanFakeOutput'],
  view: ({ curves }) => curves,
  // A tick at ½.
  range: (equilibrium) =>
    equilibrium?.outputKind === 'score' ? undefined : { min: 0, max: 1, tickSpacing: 0.25 },
  references: (equilibrium) =>
    equilibrium?.output === undefined
      ? []
      : [{ value: equilibrium.output, label: strings.outputs.equilibrium(equilibrium.output) }],
  equilibriumOf: (_column, equilibrium) => equilibrium?.output,
  labelsEvents: false,
};

const EQUILIBRIUM_VALUE = -Math.log(4);

/** V(D, G) below C(G), and both above −log 4: what D leaves, and what is left to G. */
export const valueSpec: CurveSpec = {
  id: 'value',
  title: strings.value.title,
  unit: () => strings.losses.unit,
  help: strings.value.help,
  columns: ['value', 'optimalValue'],
  view: ({ history }) => history,
  references: () => [
    {
      value: EQUILIBRIUM_VALUE,
      label: strings.value.equilibrium,
      plotLabel: strings.value.equilibriumShort,
    },
  ],
  equilibriumOf: () => EQUILIBRIUM_VALUE,
  range: () => undefined,
  labelsEvents: false,
};
