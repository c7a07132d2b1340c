/**
 * What takes long to load: schemas, parsers, the link to workers. One module, to be loaded on first use by
 * `loadLate`, never imported directly: activation waits for none of it.
 */
import './zodSettings';
export { parseConfig, parseConfigWithFiles } from '../config/parse';
export { configFormat } from '../config/sourceDocument';
export { CONFIG_TEMPLATES } from '../config/templates';
export { dataHeaderReader } from '../dataFiles/dataHeader';
export { listCheckpoints } from '../runs/checkpoints';
export { listDistributionSteps, readDistribution } from '../runs/distributions';
export { cancelAndAwait, cancelEvaluation, readEvaluation } from '../runs/evaluationFile';
export { JournalTail } from '../runs/journal';
export {
  evaluateRun,
  exportModel,
  LaunchError,
  launchRun,
  resumeRun,
  RunsDirectoryError,
} from '../runs/launch';
export { openNetworks } from '../runs/networksProcess';
export { readLatent } from '../runs/sampleLatents';
export { deviceChoiceSchema } from '../protocol/runModelSchema';
export { readRunStatus } from '../runs/liveness';
export { totalMemory } from '../runs/machineMemory';
export { attachToRun } from '../runs/workerClient';
export { InstallError, installCudaPackage } from '../tensorflow/installCuda';
export { parsePanelMessage, parsePanelState, parseTheoryMessage } from './panel/panelMessages';
