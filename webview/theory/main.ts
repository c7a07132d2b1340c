import '../styles/theme.css';
import '../styles/layout.css';
import '../styles/controls.css';
import '../styles/cards.css';
import '../styles/distributions.css';
import '../styles/theory.css';
import {
  THEORY_PAGES,
  type TheoryMessage,
  type TheoryRequest,
  type TheoryState,
} from '../../src/protocol/theoryProtocol';
import { acquireApi } from '../vscodeApi';
import { TheoryApp } from './theoryApp';

const root = document.createElement('main');
document.body.append(root);
const api = acquireApi<TheoryMessage, TheoryState>();
const app = new TheoryApp(root, api);

/** Other things reach a window as well, such as what browser extensions post. */
function isRequest(data: unknown): data is TheoryRequest {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('page' in data)) {
    return false;
  }
  return data.type === 'show' && THEORY_PAGES.some((page) => page === data.page);
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isRequest(event.data)) app.show(event.data.page);
});
api.post({ type: 'ready' });
