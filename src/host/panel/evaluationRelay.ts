/**
 * Keeps one panel up to date about the metrics of samples: those that its run measures, those that are added to it at
 * any time, and how far an evaluation is, whoever has asked for it.
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
  /** What was told last of the evaluation, as JSON. */
  private told = '';
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
        if (changed === run) void this.tick();
      }),
    );
  }

  /** @throws Error when the file cannot be read */
  async snapshotPart(): Promise<Pick<PanelSnapshot, 'evaluations' | 'evaluating'>> {
    this.fingerprint = await this.files.evaluationsFingerprint();
    const evaluating = this.evaluations.of(this.run, await this.files.evaluation());
    this.told = JSON.stringify(evaluating);
    return { evaluations: await this.files.metrics.evaluations(), evaluating };
  }

  /** Resolves when the evaluation has ended, however. */
  async evaluate(): Promise<void> {
    await this.evaluations.start(this.run);
  }

  async cancel(): Promise<void> {
    await this.evaluations.cancel(this.run);
  }

  /** Sends what has changed in the files: others write into them too, whether or not the run trains. */
  async tick(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      // First: once its file says that it is done, what it found is there.
      const evaluating = this.evaluations.of(this.run, await this.files.evaluation());
      await this.sendMetrics();
      const told = JSON.stringify(evaluating);
      if (told === this.told) return;
      this.told = told;
      this.send({ type: 'evaluating', evaluating });
    } catch (error) {
      this.log.warn(`The evaluations of ${this.run.directory} cannot be read.`, error);
    } finally {
      this.reading = false;
    }
  }

  private async sendMetrics(): Promise<void> {
    const fingerprint = await this.files.evaluationsFingerprint();
    if (fingerprint === this.fingerprint) return;
    const evaluations = await this.files.metrics.evaluations();
    this.fingerprint = fingerprint;
    this.send({ type: 'evaluations', evaluations });
  }
}
