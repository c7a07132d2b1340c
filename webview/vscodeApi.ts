import type { PanelMessage, PanelState } from '../src/protocol/panelProtocol';

/** A page's side of VS Code: what it may post and what it may keep. */
export interface VscodeApi<Message = PanelMessage, State = PanelState> {
  post(message: Message): void;
  /** What an earlier life of the page kept; anything at all, so check it. */
  savedState(): unknown;
  save(state: State): void;
}

/** The API can be acquired once in the life of a page: here. */
export function acquireApi<Message = PanelMessage, State = PanelState>(): VscodeApi<
  Message,
  State
> {
  const api = acquireVsCodeApi<State>();
  return {
    post: (message) => api.postMessage(message),
    savedState: () => api.getState(),
    save: (state) => void api.setState(state),
  };
}
