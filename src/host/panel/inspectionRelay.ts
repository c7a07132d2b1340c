/** Answers what one panel asks about samples of its run: from the run directory, or by a process that has the networks. */
import * as vscode from 'vscode';
import type { Inspection, InspectionRequest } from '../../protocol/inspection';
import type { NetworksState } from '../../protocol/panelProtocol';
import type { NetworksProcess } from '../../runs/networksProcess';
import { Disposable, ReplaceableResource } from '../disposable';
import { messageOf } from '../errors';
import type { Log } from '../log';
import type { Run } from '../runs/run';
import type { Update } from './distributionRelay';
import type { RunFiles } from './runFiles';

/** Starts a process that has the networks of the newest checkpoint of a run that has ended. */
export type OpenNetworks = (
  run: Run,
  onStatus: (status: string) => void,
  signal: AbortSignal,
) => Promise<NetworksProcess>;

export class InspectionRelay extends Disposable {
  private readonly process = this.register(new ReplaceableResource<NetworksProcess>());
  private state: NetworksState = { state: 'none' };
  /** Gives the loading up when nobody waits for it any more. */
  private loading: AbortController | undefined;

  constructor(
    private readonly run: Run,
    private readonly files: RunFiles,
    private readonly open: OpenNetworks,
    private readonly send: (update: Update) => void,
    private readonly log: Log,
  ) {
    super();
    this.register(
      run.onDidChange(() => {
        // It goes on: its worker knows better from now on.
        if (!run.connected) return;
        this.loading?.abort();
        this.unload();
      }),
    );
    this.register({ dispose: () => this.loading?.abort() });
  }

  /** Whether a process has the networks of a run that has ended. */
  get networks(): NetworksState {
    return this.state;
  }

  async inspect(request: InspectionRequest): Promise<void> {
    try {
      const inspection = await this.answer(request);
      this.send({ type: 'inspection', request, inspection: compact(inspection) });
    } catch (error) {
      this.log.debug(`${request.kind} of a sample in ${this.run.directory} is not known.`, error);
      this.send({ type: 'inspection', request, problem: messageOf(error) });
    }
  }

  private async answer(request: InspectionRequest): Promise<Inspection> {
    if (request.kind === 'latent') return this.files.latent(request.sample);
    if (this.run.connected) return this.run.call('inspect', request);
    const { value } = this.process;
    if (value !== undefined) return value.inspect(request);
    throw new Error(vscode.l10n.t('No process has the networks of this run.'));
  }

  /** Has the networks of the newest checkpoint loaded; the panel is told how far that has come. */
  async load(): Promise<void> {
    if (this.isSuperfluous() || this.state.state !== 'none') {
      this.tell();
      return;
    }
    const loading = new AbortController();
    this.loading = loading;
    this.become({ state: 'loading' });
    const onStatus = (message: string): void => {
      if (this.state.state === 'loading') this.become({ state: 'loading', message });
    };
    try {
      const networks = await this.open(this.run, onStatus, loading.signal);
      if (this.isSuperfluous()) {
        networks.dispose();
        this.become({ state: 'none' });
        return;
      }
      this.process.value = networks;
      networks.onEnd(() => {
        if (this.process.value === networks) this.unload();
      });
      this.become({ state: 'ready', step: networks.step });
    } catch (error) {
      const canceled = loading.signal.aborted || error instanceof vscode.CancellationError;
      if (!canceled) {
        this.log.warn(`The networks of ${this.run.directory} could not be loaded.`, error);
      }
      this.become(canceled ? { state: 'none' } : { state: 'none', message: messageOf(error) });
    }
  }

  private isSuperfluous(): boolean {
    return this.isDisposed || this.run.connected;
  }

  private tell(): void {
    this.send({ type: 'networks', networks: this.state });
  }

  private unload(): void {
    if (this.process.value === undefined) return;
    this.process.value = undefined;
    this.become({ state: 'none' });
  }

  private become(state: NetworksState): void {
    this.state = state;
    this.tell();
  }
}

/** Posting a view posts all of the memory behind it: that of a whole message of the process. */
function compact(inspection: Inspection): Inspection {
  if (!('pictures' in inspection)) return inspection;
  const { pictures } = inspection;
  return { ...inspection, pictures: { ...pictures, pixels: new Uint8Array(pictures.pixels) } };
}
