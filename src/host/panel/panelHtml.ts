/** The pages of the extension: links to the bundles and nothing else. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Folders of the extension that the page may load from. */
export function localResourceRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
}

/** What the page may do: styles, fonts and images of the extension, one script. No inline code, no network. */
export function contentSecurityPolicy(cspSource: string, nonce: string): string {
  return [
    `default-src 'none'`,
    `img-src ${cspSource} data: blob:`,
    `font-src ${cspSource}`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
}

/** Bundles of `dist/`, script and style sheet, and what their pages are called. */
const PAGES = { webview: 'GAN', theory: 'GAN Theory' } as const;
export type PageBundle = keyof typeof PAGES;

export function pageHtml(
  bundle: PageBundle,
  webview: Pick<vscode.Webview, 'asWebviewUri' | 'cspSource'>,
  extensionUri: vscode.Uri,
  nonce: string = randomBytes(16).toString('base64url'),
): string {
  const resource = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', file)).toString();
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(webview.cspSource, nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${resource('codicon.css')}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${resource(`${bundle}.css`)}">
<title>${PAGES[bundle]}</title>
</head>
<body>
<script nonce="${nonce}" src="${resource(`${bundle}.js`)}"></script>
</body>
</html>
`;
}
