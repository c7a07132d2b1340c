// A companion extension, written into a folder of its own by editors.mjs: opens the config and the panel of the run that
// `npm start` has begun, as soon as there is one.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const pollMilliseconds = 200;
const requestFile = path.join(__dirname, 'request.json');

async function waitForRun() {
  for (;;) {
    const { config, run } = JSON.parse(fs.readFileSync(requestFile, 'utf8'));
    if (run !== undefined) return { config, run };
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
}

exports.activate = async (context) => {
  const { config, run } = await waitForRun();
  // A reload of the window restores what was open; only a new run is shown unasked.
  if (context.workspaceState.get('shown') === run) return;
  await context.workspaceState.update('shown', run);
  await vscode.window.showTextDocument(vscode.Uri.file(config), { preview: false });
  await vscode.commands.executeCommand('gan.openPanel', run);
};
