/** Saves states a run can go on from. */
import { allFinite } from '../engine/executors/divergence';
import { DivergenceError, type Trainer } from '../engine/trainer';
import type { LiveSettings } from '../protocol/liveSettings';
import { encodeCheckpoint, pruneCheckpoints, writeCheckpoint } from '../runs/checkpoints';
import { pathInRun } from '../runs/layout';
import type { BackgroundWrites } from './backgroundWrites';
import type { Balance } from './balance';
import type { RunJournal } from './runJournal';
import type { TrainingClock } from './speed';
import type { Telemetry } from './telemetry';

export interface CheckpointKeeperParts {
  readonly runDirectory: string;
  /** How many of the newest are kept. */
  readonly keep: number;
  readonly trainer: Trainer;
  readonly journal: RunJournal;
  readonly telemetry: Telemetry;
  readonly balance: Balance;
  readonly clock: TrainingClock;
  readonly background: BackgroundWrites;
}

export class CheckpointKeeper {
  constructor(
    private readonly parts: CheckpointKeeperParts,
    private savedStep: number | undefined,
  ) {}

  /** Step of the newest checkpoint on the disk. */
  get lastStep(): number | undefined {
    return this.savedStep;
  }

  /**
   * Takes the state of now; it is written while training goes on.
   *
   * @throws DivergenceError when the state is not finite: it would take the place of one that is
   */
  async save(settings: LiveSettings): Promise<void> {
    const { runDirectory, keep, trainer, journal, telemetry, balance, clock, background } =
      this.parts;
    // At most one state waits for a slow disk.
    await background.idle();
    await trainer.settle();
    const { tensors, counters } = trainer.saveState();
    const bad = tensors.find(({ data }) => !allFinite(data));
    if (bad !== undefined) throw new DivergenceError(bad.name, counters.step);
    const encoded = encodeCheckpoint({ ...counters, seconds: clock.seconds, settings, tensors });
    background.add(async () => {
      // What a resumed run needs of the other files is on the disk before the checkpoint is.
      await telemetry.sync();
      await balance.sync();
      journal.sync();
      const directory = await writeCheckpoint(runDirectory, encoded);
      this.savedStep = encoded.step;
      journal.checkpoint(encoded.step, pathInRun(runDirectory, directory));
      await pruneCheckpoints(runDirectory, keep);
    });
  }
}
