/**
 * Hears what is being done, one clause each; `passing` ones say how far it has come, a few a second.
 */
export type TellStatus = (message: string, passing?: boolean) => void;

/** What whoever started this process has to do with it. */
export interface Surroundings {
  readonly tellStatus: TellStatus;
  /** Where @tensorflow/tfjs-node(-gpu) may be installed, best first. */
  readonly tensorflowFolders: readonly string[];
}
