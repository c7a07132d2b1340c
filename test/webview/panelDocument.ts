import type { Uri } from 'vscode';
import { pageHtml, type PageBundle } from '../../src/host/panel/panelHtml';

/** What VS Code was seen to put into a webview (test/fixtures/themes). */
export interface CapturedTheme {
  bodyClass: string;
  bodyData: Record<string, string>;
  variables: Record<string, string>;
  defaultStyle: string;
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const dashed = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The extension's own page with what VS Code adds to it: its style stands before the policy, which does not bind it. */
export function panelDocument(
  { origin, theme }: { origin: string; theme: CapturedTheme },
  bundle: PageBundle = 'webview',
): string {
  const html = pageHtml(
    bundle,
    { cspSource: origin, asWebviewUri: (uri) => uri },
    // See vscodeForHtml.ts.
    origin as unknown as Uri,
  );
  const style = Object.entries(theme.variables).map(([name, value]) => `${name}: ${value}`);
  const data = Object.entries(theme.bodyData).map(
    ([name, value]) => `data-${dashed(name)}="${escapeAttribute(value)}"`,
  );
  return html
    .replace('<html', () => `<html style="${escapeAttribute(style.join('; '))}"`)
    .replace('<head>', () => `<head><style id="_defaultStyles">${theme.defaultStyle}</style>`)
    .replace('<body', () => `<body class="${theme.bodyClass}" ${data.join(' ')}`);
}
