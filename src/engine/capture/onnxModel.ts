/**
 * Writes a graph as an ONNX ModelProto (onnx/onnx.proto3: the field numbers below are its), opset 17, which every
 * ONNX Runtime since 1.12 reads.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  ONNX_TYPE,
  type AttributeValue,
  type Graph,
  type NamedValue,
  type Node,
  type Value,
} from './graph';

const IR_VERSION = 8;
const OPSET = 17;

const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

export interface ModelOptions {
  /** Inputs and outputs whose first extent may be any number of rows. */
  readonly freeRows?: readonly string[];
  readonly graphName: string;
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function writeAttribute(writer: BinaryWriter, name: string, value: AttributeValue): void {
  text(writer, 1, name);
  if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    integer(writer, 20, ATTRIBUTE_FLOAT);
  } else if ('int' in value) {
    integer(writer, 3, value.int);
    integer(writer, 20, ATTRIBUTE_INT);
  } else if ('text' in value) {
    text(writer, 4, value.text);
    integer(writer, 20, ATTRIBUTE_STRING);
  } else {
    for (const item of value.ints) integer(writer, 8, item);
    integer(writer, 20, ATTRIBUTE_INTS);
  }
}

/**
 * Nodes of which a later result is wanted than the first, by name: runtimes may have to treat them apart. The others
 * have no names.
 */
export function laterResults({ nodes }: Graph): ReadonlyMap<string, Node> {
  const later = nodes.filter(({ outputIndex }) => outputIndex > 0);
  return new Map(
    later.map((node, i) => [`${node.operator}/${node.outputIndex}/${i}`, node] as const),
  );
}

function writeNode(writer: BinaryWriter, node: Node, nameOf: (value: Value) => string): void {
  for (const input of node.inputs) text(writer, 1, nameOf(input));
  for (let i = 0; i < node.outputIndex; i++)
    text(writer, 2, nameOf({ shape: [], type: 'float32' }));
  text(writer, 2, nameOf(node.output));
  text(writer, 4, node.operator);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, () => {
      writeAttribute(writer, name, value);
    });
  }
}

function writeTensor(writer: BinaryWriter, name: string, value: Value): void {
  const data = value.data!;
  for (const extent of value.shape) integer(writer, 1, extent);
  integer(writer, 2, ONNX_TYPE[value.type]);
  text(writer, 8, name);
  // raw_data is little-endian, as typed arrays are on every machine that runs Node.js.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValueInfo(
  writer: BinaryWriter,
  { name, value }: NamedValue,
  freeRows: boolean,
): void {
  text(writer, 1, name);
  message(writer, 2, () => {
    message(writer, 1, () => {
      integer(writer, 1, ONNX_TYPE[value.type]);
      message(writer, 2, () => {
        value.shape.forEach((extent, axis) => {
          message(writer, 1, () => {
            if (freeRows && axis === 0) text(writer, 2, 'batch');
            else integer(writer, 1, extent);
          });
        });
      });
    });
  });
}

/** Gives every value a name: those of inputs and outputs are the graph's own. */
function nameValues(graph: Graph): { nameOf: (value: Value) => string; copies: Node[] } {
  const names = new Map<Value, string>();
  for (const { name, value } of graph.inputs) names.set(value, name);
  const produced = new Set(graph.nodes.map(({ output }) => output));
  const copies: Node[] = [];
  for (const { name, value } of graph.outputs) {
    if (produced.has(value) && !names.has(value)) {
      names.set(value, name);
      continue;
    }
    // An input, a constant, or a value that is an output already: ONNX wants a node for it.
    const output: Value = { shape: value.shape, type: value.type };
    names.set(output, name);
    copies.push({ operator: 'Identity', inputs: [value], attributes: {}, output, outputIndex: 0 });
  }
  return {
    copies,
    nameOf: (value) => {
      const name = names.get(value) ?? `v${names.size}`;
      names.set(value, name);
      return name;
    },
  };
}

/** The graph as the bytes of an `.onnx` file. */
export function writeOnnxModel(graph: Graph, options: ModelOptions): Uint8Array {
  const writer = new BinaryWriter();
  const { nameOf, copies } = nameValues(graph);
  const nodes = [...graph.nodes, ...copies];
  const names = new Map([...laterResults(graph)].map(([name, node]) => [node, name]));
  const constants = new Set(
    nodes.flatMap(({ inputs }) => inputs).filter(({ data }) => data !== undefined),
  );
  const writeEnds = (field: number, ends: readonly NamedValue[]): void => {
    for (const end of ends) {
      message(writer, field, () => {
        writeValueInfo(writer, end, options.freeRows?.includes(end.name) ?? false);
      });
    }
  };
  integer(writer, 1, IR_VERSION);
  text(writer, 2, 'GAN Studio');
  message(writer, 7, () => {
    for (const node of nodes) {
      message(writer, 1, () => {
        writeNode(writer, node, nameOf);
        const name = names.get(node);
        if (name !== undefined) text(writer, 3, name);
      });
    }
    text(writer, 2, options.graphName);
    for (const value of constants) {
      message(writer, 5, () => {
        writeTensor(writer, nameOf(value), value);
      });
    }
    writeEnds(11, graph.inputs);
    writeEnds(12, graph.outputs);
  });
  message(writer, 8, () => {
    text(writer, 1, '');
    integer(writer, 2, OPSET);
  });
  return writer.finish();
}
