import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import './styles/theme.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/menu.css';
import './styles/cards.css';
import './styles/metrics.css';
import './styles/distributions.css';
import './styles/algorithm.css';
import './styles/balance.css';
import './styles/inspector.css';
import { WHOLE_RUN } from '../src/protocol/panelProtocol';
import { isSameView, viewOf } from './choices';
import { isHostMessage } from './hostMessages';
import { Panel } from './panel';
import { PanelStore } from './store';
import { acquireApi } from './vscodeApi';

const api = acquireApi();
const store = new PanelStore((message) => api.post(message));
const root = document.createElement('main');
document.body.append(root);
const panel = new Panel(root, store, api);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isHostMessage(event.data)) store.receive(event.data);
});
// What was posted while the page was hidden never arrived.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) store.requestSnapshot();
});

store.requestSnapshot();
const view = viewOf(panel.choices);
if (!isSameView(view, WHOLE_RUN)) api.post({ type: 'view', view });
