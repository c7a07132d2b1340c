/** The networks of a GAN out of training, as sessions of ONNX Runtime that are made when they are first needed. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { GanProgram } from '../program/ganProgram';
import type { Player } from '../program/player';
import type { StateSpec } from '../program/state';
import type { NetworkName } from '../trainer';
import type { ForwardPass, NetworkExecutor } from './executor';
import { captureNetwork, networkSpecs, playerOf, type NetworkSpec } from './graphs';
import { letGo } from './letGo';
import { createSession, type SessionOptions, type Tensors } from './session';

export class NetworkSessions {
  private readonly sessions = new Map<Player, InferenceSession>();
  private readonly known = new Map<NetworkName, readonly NetworkSpec[]>();

  constructor(
    private readonly program: GanProgram,
    private readonly options: SessionOptions,
  ) {}

  /** What is to be given as the tensors of a network. */
  specs(network: NetworkName): readonly NetworkSpec[] {
    const known = this.known.get(network);
    if (known !== undefined) return known;
    const specs = networkSpecs(this.program, network);
    this.known.set(network, specs);
    return specs;
  }

  /** @param tensors of the network, by the names of the inputs of `captureNetwork` */
  async run(
    network: NetworkName,
    tensors: Tensors,
    { rows, input, classes, target }: ForwardPass,
  ): Promise<void> {
    const player = playerOf(network);
    const { Tensor } = this.options.runtime;
    const session = await this.session(player);
    const { output } = await session.run({
      ...tensors,
      input: new Tensor('float32', input, [rows, this.program.networks[player].inputSize]),
      ...(classes && { classes: new Tensor('float32', classes, [rows]) }),
    });
    const values = output.data as Float32Array;
    target.set(values);
    letGo([values]);
  }

  private async session(player: Player): Promise<InferenceSession> {
    const known = this.sessions.get(player);
    if (known !== undefined) return known;
    const graph = captureNetwork(this.program, player);
    const freeRows = ['input', 'classes', 'output'];
    const session = await createSession(graph, { graphName: player, freeRows }, this.options);
    this.sessions.set(player, session);
    return session;
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) await session.release();
    this.sessions.clear();
  }
}

/** Networks without anything to train them: no gradients, no optimizer, no memory for them. */
class CompiledNetworks implements NetworkExecutor {
  private readonly sessions: NetworkSessions;
  private readonly tensors = new Map<string, Tensor>();

  constructor(
    program: GanProgram,
    private readonly options: SessionOptions,
  ) {
    this.sessions = new NetworkSessions(program, options);
  }

  async forward(network: NetworkName, pass: ForwardPass): Promise<void> {
    const tensors: Tensors = {};
    for (const { spec, input } of this.sessions.specs(network)) {
      tensors[input] = this.tensors.get(spec.name)!;
    }
    await this.sessions.run(network, tensors, pass);
  }

  write({ name, shape }: StateSpec, values: Float32Array): void {
    const { Tensor } = this.options.runtime;
    this.tensors.set(name, new Tensor('float32', values.slice(), [...shape]));
  }

  async dispose(): Promise<void> {
    await this.sessions.release();
    this.tensors.clear();
  }
}

export function createCompiledNetworks(
  program: GanProgram,
  options: SessionOptions,
): NetworkExecutor {
  return new CompiledNetworks(program, options);
}
