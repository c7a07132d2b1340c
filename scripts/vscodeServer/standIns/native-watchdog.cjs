// Stands in for @vscode/native-watchdog, which ends an extension host whose server is gone: the harness ends both.
'use strict';
exports.start = () => {};
