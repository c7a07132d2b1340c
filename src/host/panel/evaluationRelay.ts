/**
 * Keeps one panel up to date about the metrics of samples: those that its run measures, those that a command line adds
 * at any time, and the evaluations that are asked for in this window.
 */
import { Disposable } from '../disposable';
import type { Log } from '../log';
import type { PanelSnapshot } from '../../protocol/panelProtocol';
import type { Run } from '../runs/run';
import type { RunEvaluations } from '../runs/runEvaluations';
import type { Update } from './distributionRelay';
import type { RunFiles } from './runFiles';

export class EvaluationRelay extends Disposable {
  /** What the file looked like when it was read last. */
  private fingerprint: string | undefined;
  private reading = false;

  constructor(
    private readonly run: Run,
    private readonly files: RunFiles,
    private readonly evaluations: RunEvaluations,
    private readonly send: (update: Update) => void,
    private readonly log: Log,
  ) {
    super();
    this.register(
      evaluations.onDidChange((changed) => {
        if (changed === run) send({ type: 'evaluating', evaluating: evaluations.of(run) });
      }),
    );
  }

  /** @throws Error when the file cannot be read */
  async snapshotPart(): Promise<Pick<PanelSnapshot, 'evaluations' | 'evaluating'>> {
    this.fingerprint = await this.files.evaluationsFingerprint();
    return {
      evaluations: await this.files.metrics.evaluations(),
      evaluating: this.evaluations.of(this.run),
    };
  }

  /** Resolves when the evaluation has ended, however. */
  async evaluate(): Promise<void> {
    await this.evaluations.start(this.run);
  }

  cancel(): void {
    this.evaluations.cancel(this.run);
  }

  /** Sends the metrics if their file has changed: others write into it too, whether or not the run trains. */
  async tick(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      const fingerprint = await this.files.evaluationsFingerprint();
      if (fingerprint === this.fingerprint) return;
      const evaluations = await this.files.metrics.evaluations();
      this.fingerprint = fingerprint;
      this.send({ type: 'evaluations', evaluations });
    } catch (error) {
      this.log.warn(`The evaluations of ${this.run.directory} cannot be read.`, error);
    } finally {
      this.reading = false;
    }
  }
}
