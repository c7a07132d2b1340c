// Stands in for @vscode/fs-copyfile, with which the Git extension copies worktrees; it is asked for on activation.
'use strict';
const fs = require('node:fs/promises');
exports.isCloneSupported = async () => false;
exports.cp = (from, to, options) => fs.cp(from, to, options);
exports.copyFile = (from, to, mode) => fs.copyFile(from, to, mode);
exports.cloneFile = exports.copyFile;
