import { describe, expect, it } from 'vitest';
import * as vscode from 'vscode';
import { contentSecurityPolicy, pageHtml } from '../../../src/host/panel/panelHtml';
import {
  parsePanelMessage,
  parsePanelState,
  parseTheoryMessage,
} from '../../../src/host/panel/panelMessages';

describe('the page of a panel', () => {
  const html = pageHtml(
    'webview',
    { cspSource: 'https://csp', asWebviewUri: (uri) => uri },
    vscode.Uri.file('/ext'),
  );

  it('has exactly this content security policy', () => {
    expect(contentSecurityPolicy('https://csp', 'abc')).toBe(
      "default-src 'none'; img-src https://csp data: blob:; font-src https://csp; style-src https://csp; script-src 'nonce-abc'",
    );
  });

  it('has one script with a fresh nonce, and nothing inline', () => {
    const nonce = /script-src 'nonce-([\w-]{22})'/.exec(html)?.[1];
    expect(nonce).toBeDefined();
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain(`<script nonce="${nonce}" src="file:///ext/dist/webview.js"></script>`);
    expect(html).not.toMatch(/<style|style=|onload=|javascript:/);
    const other = pageHtml(
      'webview',
      { cspSource: 'https://csp', asWebviewUri: (uri) => uri },
      vscode.Uri.file('/ext'),
    );
    expect(other).not.toContain(nonce);
  });

  it('links the icon font the way vscode-elements looks for it', () => {
    expect(html).toContain('href="file:///ext/dist/codicon.css" id="vscode-codicon-stylesheet"');
  });
});

describe('messages of a panel', () => {
  it('are understood when they keep the protocol', () => {
    const messages = [
      { type: 'ready' },
      { type: 'command', command: 'pause' },
      { type: 'changeSetting', setting: 'discriminatorSteps', value: 3 },
      { type: 'command', command: 'singleGeneratorUpdate' },
      { type: 'slowMotion', updatesPerSecond: 0.5 },
      {
        type: 'view',
        view: { range: { fromStep: 0, toStep: 10 }, stepScale: 'log', smoothing: 0.99 },
      },
      { type: 'view', view: { range: null, stepScale: 'linear', smoothing: 0 } },
      { type: 'requestSamples', step: 200 },
      { type: 'inspect', request: { kind: 'interpolation', sample: 3, other: 4 } },
      { type: 'loadNetworks' },
      { type: 'evaluate' },
      { type: 'cancelEvaluation' },
      { type: 'exportFilm' },
      { type: 'openTheory', page: 'theorem1' },
      { type: 'showLog' },
    ];
    for (const message of messages) expect(parsePanelMessage(message)).toEqual({ message });
  });

  it('are refused otherwise', () => {
    const messages = [
      undefined,
      'ready',
      { type: 'other' },
      { type: 'command', command: 'deleteEverything' },
      { type: 'changeSetting', setting: 'discriminatorSteps', value: NaN },
      { type: 'changeSetting', setting: '__proto__', value: 1 },
      { type: 'slowMotion', updatesPerSecond: -1 },
      { type: 'slowMotion', updatesPerSecond: 1000 },
      {
        type: 'view',
        view: { range: { fromStep: 10, toStep: 0 }, stepScale: 'linear', smoothing: 0 },
      },
      { type: 'view', view: { range: null, stepScale: 'linear', smoothing: 1 } },
      { type: 'view', view: { range: null, stepScale: 'cubic', smoothing: 0 } },
      { type: 'requestSamples', step: '../../etc/passwd' },
      { type: 'requestSamples', step: -1 },
      { type: 'inspect', request: { kind: 'walk', sample: 3, dimension: -1 } },
      { type: 'inspect', request: { kind: 'everything' } },
      { type: 'openTheory', page: 'theorem9' },
      { type: 'ready', more: 1 },
    ];
    for (const message of messages) expect(parsePanelMessage(message)).toHaveProperty('problem');
  });

  it('restore a run only from a state that names one', () => {
    expect(parsePanelState({ runDirectory: '/runs/a', choices: {} })?.runDirectory).toBe('/runs/a');
    for (const state of [undefined, null, {}, { runDirectory: 3 }, { runDirectory: '' }]) {
      expect(parsePanelState(state)).toBeUndefined();
    }
  });
});

describe('messages of the theory pages', () => {
  it('are understood when they keep the protocol, and ask for no other command than those offered', () => {
    for (const message of [{ type: 'ready' }, { type: 'command', command: 'openPanel' }]) {
      expect(parseTheoryMessage(message)).toEqual({ message });
    }
    for (const message of [
      undefined,
      { type: 'command', command: 'deleteRun' },
      { type: 'command', command: 'constructor' },
      { type: 'show', page: 'theorem1' },
    ]) {
      expect(parseTheoryMessage(message)).toHaveProperty('problem');
    }
  });
});
