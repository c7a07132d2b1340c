/** Saves the model of a run that has ended, from its newest checkpoint. Needs neither the data nor a device. */
import { networksOfState } from '../engine/savableNetworks';
import { describeCause } from '../runs/fileSystemCause';
import { JournalWriter } from '../runs/journal';
import { pathInRun, runFile } from '../runs/layout';
import { removeTemporaries } from '../runs/replaceFile';
import { readSavedRun } from './savedRun';
import { saveModel, type SavedModel } from './saveModel';

export interface ExportedModel extends SavedModel {
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

/**
 * Writes `exports/step-N/` and says so in the journal, which is nobody's while the run is not live.
 *
 * @throws Error with a message for the user
 */
export async function exportModel(
  runDirectory: string,
  tellStatus: (message: string) => void,
): Promise<ExportedModel> {
  tellStatus('Reading the checkpoint');
  const without = ', so there is no model to save.';
  const saved = await readSavedRun(runDirectory, { live: 'refused', without });
  const { record, config, state, warnings } = saved;
  if (record.data === undefined) {
    throw new Error('The record of this run does not say what shape its samples have.');
  }
  const { sampleShape } = record.data;
  const networks = networksOfState(config, sampleShape, state, record.classes?.length);
  tellStatus('Writing the model');
  try {
    // Of an export that was canceled.
    await removeTemporaries(runFile(runDirectory, 'exports'));
    const model = await saveModel(runDirectory, networks, {
      config,
      sampleShape,
      classes: record.classes,
    });
    journalExport(runDirectory, model);
    return { ...model, warnings };
  } catch (error) {
    throw new Error(`The model could not be written: ${describeCause(error)}.`, { cause: error });
  }
}

function journalExport(runDirectory: string, { step, files }: SavedModel): void {
  const journal = new JournalWriter(runDirectory);
  try {
    const time = new Date().toISOString();
    const inRun = files.map((file) => pathInRun(runDirectory, file));
    journal.append({ type: 'export', time, step, files: inRun });
    journal.sync();
  } finally {
    journal.close();
  }
}
