/**
 * Convolutions with windows of 4×4 at a stride of 2 in fewer multiplications, and their two derivatives: Winograd's
 * minimal filtering F(2, 2) (Winograd 1980; Lavin & Gray 2016, for networks), with 9 products where 16 are usual.
 *
 * Along one axis, with pixels in pairs d_j = (x_2j, x_2j+1) and the window as g₀ = (w₀, w₁), g₁ = (w₂, w₃), the outputs
 * are y_j = d_j·g₀ + d_j+1·g₁. Two of them take three products, of even pairs E_i = d_2i and odd ones O_i = d_2i+1:
 *
 *     y_2i   = (E_i − O_i)·g₀ + O_i·(g₀ + g₁)
 *     y_2i+1 = O_i·(g₀ + g₁) + (E_i+1 − O_i)·g₁
 *
 * Along both axes that is y = A(B(x)·G(w)), where B, G and A only add and subtract, and the products are nine of
 * matrices over the whole minibatch. Derivatives are Aᵀ, Bᵀ and Gᵀ around products of the same matrices, which so are
 * computed once for all that need them.
 */
import type { GraphBuilder, Value } from '../graph';
import {
  flattened,
  gathered,
  padded,
  placed,
  reshaped,
  sliced,
  stacked,
  taken,
  transposed,
  turned,
} from './moves';

/** Height and width of the window, and its strides. */
export const MINIMAL_FILTERING_WINDOW = [4, 4, 2, 2] as const;

/** Values by their places along the two axes: of pairs, even and odd; of products, first, both and second. */
type Grid = readonly (readonly Value[])[];

/** What becomes of the values along one axis. */
type Stage = (parts: readonly Value[], axis: number) => readonly Value[];

/** Extents along one axis. */
export interface Axis {
  /** Of the image, and zeros before it. */
  readonly pixels: number;
  readonly before: number;
  /** Of the output of the convolution. */
  readonly outputs: number;
}

export interface Tiling {
  readonly rows: number;
  readonly channels: number;
  readonly filters: number;
  readonly axes: readonly [Axis, Axis];
}

const evenOutputs = ({ outputs }: Axis): number => Math.ceil(outputs / 2);
const oddOutputs = ({ outputs }: Axis): number => Math.floor(outputs / 2);
/** Even pairs, of which the last may have no odd one beside it. */
const evenPairs = (axis: Axis): number => oddOutputs(axis) + 1;

/** After the image, up to a whole number of even and odd pairs. */
function zerosAfter(axis: Axis): number {
  return 4 * evenPairs(axis) - axis.before - axis.pixels;
}

/** Two outputs and more, and no pixels beyond the last pair. */
export function canBeTiled(axis: Axis): boolean {
  return axis.outputs >= 2 && zerosAfter(axis) >= 0;
}

/** Products of the kinds first, both and second. */
function productCounts(axis: Axis): readonly number[] {
  return [evenOutputs(axis), evenOutputs(axis), oddOutputs(axis)];
}

/** A stage along columns, then along rows. */
function alongBoth(grid: Grid, stage: Stage): Grid {
  const rows = grid.map((parts) => stage(parts, 1));
  const columns = rows[0].map((_, j) =>
    stage(
      rows.map((parts) => parts[j]),
      0,
    ),
  );
  return columns[0].map((_, i) => columns.map((parts) => parts[i]));
}

/** The transforms of one convolution. Images and outputs are [rows, channels, height, width]. */
export class MinimalFiltering {
  constructor(
    private readonly builder: GraphBuilder,
    private readonly tiling: Tiling,
  ) {}

  private plus(a: Value, b: Value): Value {
    return this.builder.node('Add', [a, b], a);
  }

  private minus(a: Value, b: Value): Value {
    return this.builder.node('Sub', [a, b], a);
  }

  /** Nine products of matrices, the right ones turned on request. */
  private products(left: Grid, right: Grid, turnRight = false): Grid {
    const attributes = { transA: { int: 0 }, transB: { int: Number(turnRight) } };
    const product = (a: Value, b: Value): Value => {
      const shape = [a.shape[0], b.shape[turnRight ? 0 : 1]];
      return this.builder.node('Gemm', [a, b], { shape, type: a.type }, attributes);
    };
    return left.map((row, i) => row.map((a, j) => product(a, right[i][j])));
  }

  /** A value for each tile, row of the minibatch and number: [tiles down, tiles across, …] ↔ a matrix. */
  private asMatrices(grid: Grid, columns: number): Grid {
    const { builder, tiling } = this;
    return grid.map((parts) =>
      parts.map((part) =>
        reshaped(builder, part, [part.shape[0] * part.shape[1] * tiling.rows, columns]),
      ),
    );
  }

  private asTiles(grid: Grid, columns: number): Grid {
    const { builder, tiling } = this;
    const [down, across] = tiling.axes.map(productCounts);
    return grid.map((parts, i) =>
      parts.map((part, j) => reshaped(builder, part, [down[i], across[j], tiling.rows * columns])),
    );
  }

  /** B of an image: nine matrices [tiles · rows, 4 · channels]. */
  image(x: Value): Grid {
    const { builder, tiling } = this;
    const { rows, channels, axes } = tiling;
    const [down, across] = axes.map(evenPairs);
    const pixels = turned(builder, x, 2, [x.shape[2], x.shape[3], rows * channels]);
    const whole = padded(
      builder,
      pixels,
      axes.map((axis) => [axis.before, zerosAfter(axis)] as const),
    );
    const apart = reshaped(builder, whole, [down, 2, 2, across, 2, 2, rows, channels]);
    const pairs = transposed(builder, apart, [1, 4, 0, 3, 6, 2, 5, 7]);
    const kinds = reshaped(builder, pairs, [4, down, across, rows * 4 * channels]);
    const kind = (i: number): Value =>
      reshaped(builder, taken(builder, kinds, 0, i, 1), kinds.shape.slice(1));
    const grid = [
      [kind(0), kind(1)],
      [kind(2), kind(3)],
    ];
    const stage: Stage = ([even, odd], axis) => {
      const [evens, odds] = [evenOutputs(axes[axis]), oddOutputs(axes[axis])];
      const both = taken(builder, odd, axis, 0, evens);
      return [
        this.minus(taken(builder, even, axis, 0, evens), both),
        both,
        this.minus(taken(builder, even, axis, 1, odds), taken(builder, odd, axis, 0, odds)),
      ];
    };
    return this.asMatrices(alongBoth(grid, stage), 4 * channels);
  }

  /** Bᵀ. */
  imageTransposed(products: Grid): Value {
    const { builder, tiling } = this;
    const { rows, channels, axes } = tiling;
    const [down, across] = axes.map(evenPairs);
    const stage: Stage = ([first, both, second], axis) => {
      const extent = evenPairs(axes[axis]);
      const place = (x: Value, start: number): Value => placed(builder, x, axis, start, extent);
      return [
        this.plus(place(first, 0), place(second, 1)),
        this.minus(place(this.minus(both, first), 0), place(second, 0)),
      ];
    };
    const grid = alongBoth(this.asTiles(products, 4 * channels), stage);
    const apart = reshaped(builder, stacked(builder, grid.flat()), [
      ...[2, 2, down, across, rows, 2, 2, channels],
    ]);
    const pixels = transposed(builder, apart, [2, 0, 5, 3, 1, 6, 4, 7]);
    const whole = reshaped(builder, pixels, [4 * down, 4 * across, rows * channels]);
    const image = sliced(
      builder,
      whole,
      axes.map(({ before }) => before),
      axes.map((axis) => axis.before + axis.pixels),
    );
    return turned(builder, image, 2, [rows, channels, axes[0].pixels, axes[1].pixels]);
  }

  /** Where outputs at even and odd places are in a list of all of them. */
  private outputPlaces(): readonly (readonly number[])[] {
    const [height, width] = this.tiling.axes.map(({ outputs }) => outputs);
    const places = Array.from({ length: height * width }, (_, place) => place);
    return [0, 1].flatMap((i) =>
      [0, 1].map((j) =>
        places.filter((p) => Math.floor(p / width) % 2 === i && (p % width) % 2 === j),
      ),
    );
  }

  /** A of the products: the output of the convolution. */
  output(products: Grid): Value {
    const { builder, tiling } = this;
    const { rows, filters, axes } = tiling;
    const stage: Stage = ([first, both, second], axis) => [
      this.plus(first, both),
      this.plus(taken(builder, both, axis, 0, oddOutputs(axes[axis])), second),
    ];
    const kinds = alongBoth(this.asTiles(products, filters), stage).flat();
    const list = stacked(
      builder,
      kinds.map((kind) => flattened(builder, kind, 2)),
    );
    const order: number[] = [];
    this.outputPlaces()
      .flat()
      .forEach((place, i) => (order[place] = i));
    const [height, width] = axes.map(({ outputs }) => outputs);
    return turned(builder, gathered(builder, list, order), 1, [rows, filters, height, width]);
  }

  /** Aᵀ of the gradient of the output: nine matrices [tiles · rows, filters]. */
  outputTransposed(dy: Value): Grid {
    const { builder, tiling } = this;
    const { rows, filters, axes } = tiling;
    const list = turned(builder, dy, 2, [axes[0].outputs * axes[1].outputs, rows * filters]);
    const kinds = this.outputPlaces().map((places) => gathered(builder, list, places));
    const [down, across] = axes.map((axis) => [evenOutputs(axis), oddOutputs(axis)]);
    const grid = down.map((height, i) =>
      across.map((width, j) =>
        reshaped(builder, kinds[2 * i + j], [height, width, rows * filters]),
      ),
    );
    const stage: Stage = ([even, odd], axis) => [
      even,
      this.plus(even, placed(builder, odd, axis, 0, even.shape[axis])),
      odd,
    ];
    return this.asMatrices(alongBoth(grid, stage), filters);
  }

  /** G of a filter [filters, channels, 4, 4]: nine matrices [filters, 4 · channels]. */
  filter(weights: Value): Grid {
    const { builder, tiling } = this;
    const { channels, filters } = tiling;
    const apart = turned(builder, weights, 2, [2, 2, 2, 2, filters, channels]);
    const halves = transposed(builder, apart, [0, 2, 4, 1, 3, 5]);
    const matrices = reshaped(builder, halves, [2, 2, filters * 4 * channels]);
    const stage: Stage = ([first, second]) => [first, this.plus(first, second), second];
    const grid = [0, 1].map((i) =>
      [0, 1].map((j) => sliced(builder, matrices, [i, j], [i + 1, j + 1])),
    );
    return alongBoth(grid, stage).map((parts) =>
      parts.map((part) => reshaped(builder, part, [filters, 4 * channels])),
    );
  }

  /** Gᵀ. */
  filterTransposed(products: Grid): Value {
    const { builder, tiling } = this;
    const { channels, filters } = tiling;
    const stage: Stage = ([first, both, second]) => [
      this.plus(first, both),
      this.plus(both, second),
    ];
    const halves = stacked(builder, alongBoth(products, stage).flat());
    const apart = reshaped(builder, halves, [2, 2, filters, 2, 2, channels]);
    const list = transposed(builder, apart, [0, 3, 1, 4, 2, 5]);
    return turned(builder, list, 4, [filters, channels, 4, 4]);
  }

  /** x, filter → y. */
  convolution(x: Value, weights: Value): Value {
    return this.output(this.products(this.image(x), this.filter(weights), true));
  }

  /** dy, filter → dx. */
  inputGradient(dy: Value, weights: Value): Value {
    return this.imageTransposed(this.products(this.outputTransposed(dy), this.filter(weights)));
  }

  /**
   * x, dy → gradient of the filter. Its left operands are turned first: a Gemm that turns them itself, of as few rows
   * as these have, takes half as long again.
   */
  filterGradient(x: Value, dy: Value): Value {
    const left = this.outputTransposed(dy).map((parts) =>
      parts.map((part) => turned(this.builder, part, 1, part.shape.toReversed())),
    );
    return this.filterTransposed(this.products(left, this.image(x)));
  }
}
