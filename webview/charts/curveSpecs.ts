import type { CurveColumn } from '../../src/protocol/panelProtocol';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import type { TableId } from '../choices';
import { strings } from '../strings';
import type { Role } from './seriesStyle';

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

/** What tells one chart over steps from another. */
export interface CurveSpec {
  readonly id: Extract<TableId, 'losses' | 'outputs'>;
  readonly title: string;
  readonly unit: string;
  readonly help: string;
  readonly columns: readonly [CurveColumn, CurveColumn];
  /** Fixed ends of the value axis; without them the axis follows the values. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Distance of the ticks of the value axis; without it the axis chooses. */
  readonly tickSpacing?: number;
  readonly references: (equilibrium: LossEquilibrium | undefined) => readonly ReferenceLine[];
  /** The value of a column at the equilibrium. */
  readonly equilibriumOf: (
    column: CurveColumn,
    equilibrium: LossEquilibrium | undefined,
  ) => number | undefined;
  /** Live edits and changes of state have their names above this chart. */
  readonly labelsEvents: boolean;
}

function lossReference(role: Role, value: number, formula: string): ReferenceLine {
  const name =
    role === 'generator' ? strings.series.generatorLoss : strings.series.discriminatorLoss;
  return {
    role,
    value,
    label: strings.losses.equilibrium(name, formula, value),
    plotLabel: strings.losses.equilibriumShort(formula, value),
  };
}

export const lossesSpec: CurveSpec = {
  id: 'losses',
  title: strings.losses.title,
  unit: strings.losses.unit,
  help: strings.losses.help,
  columns: ['discriminatorLoss', 'generatorLoss'],
  references: (equilibrium) =>
    equilibrium === undefined
      ? []
      : [
          lossReference(
            'discriminator',
            equilibrium.discriminator,
            equilibrium.discriminatorFormula,
          ),
          lossReference('generator', equilibrium.generator, equilibrium.generatorFormula),
        ],
  equilibriumOf: (column, equilibrium) =>
    column === 'generatorLoss' ? equilibrium?.generator : equilibrium?.discriminator,
  labelsEvents: true,
};

export const outputsSpec: CurveSpec = {
  id: 'outputs',
  title: strings.outputs.title,
  unit: strings.outputs.unit,
  help: strings.outputs.help,
  columns: ['meanRealOutput', 'meanFakeOutput'],
  range: { min: 0, max: 1 },
  // A tick at ½.
  tickSpacing: 0.25,
  references: () => [{ value: 0.5, label: strings.outputs.equilibrium }],
  equilibriumOf: () => 0.5,
  labelsEvents: false,
};
