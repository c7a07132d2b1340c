import type { PanelMessage, PanelState } from '../src/protocol/panelProtocol';

/** The panel's side of VS Code: what it may post and what it may keep. */
export interface VscodeApi {
  post(message: PanelMessage): void;
  /** What an earlier life of the panel kept; anything at all, so check it. */
  savedState(): unknown;
  save(state: PanelState): void;
}

/** The API can be acquired once in the life of a page: here. */
export function acquireApi(): VscodeApi {
  const api = acquireVsCodeApi<PanelState>();
  return {
    post: (message) => api.postMessage(message),
    savedState: () => api.getState(),
    save: (state) => void api.setState(state),
  };
}
