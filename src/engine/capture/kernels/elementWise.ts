/** Kernels that work on each element, with broadcasting. */
import { broadcast_util as broadcast } from '@tensorflow/tfjs-core';
import type { Attributes, ElementType, GraphBuilder, Value, ValueType } from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';

function broadcastShape(a: ValueType, b: ValueType): number[] {
  return broadcast.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
}

/** One ONNX operator of two operands. */
function binary(operator: string, type?: ElementType): KernelDefinition {
  return {
    infer: ({ a, b }) => ({ shape: broadcastShape(a, b), type: type ?? a.type }),
    lower: (builder, { a, b }, _attributes, output) => builder.node(operator, [a, b], output),
  };
}

/** One ONNX operator of one operand. */
function unary(
  operator: string,
  attributesOf: (attributes: KernelAttributes) => Attributes = () => ({}),
): KernelDefinition {
  return {
    infer: ({ x }) => x,
    lower: (builder, { x }, attributes, output) =>
      builder.node(operator, [x], output, attributesOf(attributes)),
  };
}

/** An expression of several operators of one operand. */
function composed(
  lower: (builder: GraphBuilder, x: Value, type: ValueType) => Value,
): KernelDefinition {
  return {
    infer: ({ x }) => x,
    lower: (builder, { x }, _attributes, output) => lower(builder, x, output),
  };
}

const cast: KernelDefinition = {
  infer: ({ x }, { dtype }) => ({ shape: x.shape, type: dtype as ElementType }),
  lower: (builder, { x }, _attributes, output) => builder.cast(x, output.type),
};

/**
 * Brings every number above zero to 1 and more, but for those below 3e-39, which float32 holds with few digits only;
 * what becomes infinite is clipped too.
 */
const STEEP = 3e38;

/** 1 above zero, else alpha. */
const step: KernelDefinition = {
  infer: ({ x }) => x,
  lower: (builder, { x }, { alpha }, output, { steepSteps = false }) => {
    if (steepSteps && alpha === 0) {
      // max(0, min(1, STEEP·x)) in one pass.
      const slope = { alpha: { float: STEEP }, beta: { float: 0 } };
      return builder.node('HardSigmoid', [x], output, slope);
    }
    if (steepSteps) {
      const steep = builder.node('Mul', [x, builder.scalar(STEEP)], output);
      const bounds = [alpha as number, 1].map((bound) => builder.scalar(bound));
      return builder.node('Clip', [steep, ...bounds], output);
    }
    const above = builder.node('Greater', [x, builder.scalar(0)], {
      shape: x.shape,
      type: 'bool',
    });
    return alpha === 0
      ? builder.cast(above, 'float32')
      : builder.node('Where', [above, builder.scalar(1), builder.scalar(alpha as number)], output);
  },
};

/** Between two numbers. */
const clip: KernelDefinition = {
  infer: ({ x }) => x,
  lower: (builder, { x }, { clipValueMin, clipValueMax }, output) => {
    const bounds = [clipValueMin, clipValueMax].map((bound) => builder.scalar(bound as number));
    return builder.node('Clip', [x, ...bounds], output);
  },
};

const select: KernelDefinition = {
  infer: ({ condition, t, e }) => ({
    shape: broadcast.assertAndGetBroadcastShape(broadcastShape(condition, t), [...e.shape]),
    type: t.type,
  }),
  lower: (builder, { condition, t, e }, _attributes, output) =>
    builder.node('Where', [condition, t, e], output),
};

const addN: KernelDefinition = {
  infer: (inputs) => inputs['0'],
  lower: (builder, inputs, _attributes, output) =>
    builder.node('Sum', Object.values(inputs), output),
};

export const elementWiseKernels: KernelTable = {
  Add: binary('Add'),
  AddN: addN,
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Pow: binary('Pow'),
  Equal: binary('Equal', 'bool'),
  Greater: binary('Greater', 'bool'),
  GreaterEqual: binary('GreaterOrEqual', 'bool'),
  Less: binary('Less', 'bool'),
  LessEqual: binary('LessOrEqual', 'bool'),
  LogicalAnd: binary('And', 'bool'),
  LogicalOr: binary('Or', 'bool'),
  LogicalNot: unary('Not'),
  Abs: unary('Abs'),
  Elu: unary('Elu'),
  Exp: unary('Exp'),
  LeakyRelu: unary('LeakyRelu', ({ alpha }) => ({ alpha: { float: alpha as number } })),
  Log: unary('Log'),
  Neg: unary('Neg'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Sign: unary('Sign'),
  Softplus: unary('Softplus'),
  Sqrt: unary('Sqrt'),
  Tanh: unary('Tanh'),
  Rsqrt: composed((builder, x, type) =>
    builder.node('Reciprocal', [builder.node('Sqrt', [x], type)], type),
  ),
  Square: composed((builder, x, type) => builder.node('Mul', [x, x], type)),
  Step: step,
  ClipByValue: clip,
  Cast: cast,
  Select: select,
};
