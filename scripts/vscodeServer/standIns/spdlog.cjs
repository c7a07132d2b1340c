// Stands in for @vscode/spdlog, which is native and is not compiled here: without a logger, output channels stay empty.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  #level = levels.indexOf('info');
  #formatted = true;
  #file;

  constructor(_type, _name, file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  #write(level, message) {
    if (this.#file === undefined || levels.indexOf(level) < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    fs.appendFileSync(this.#file, this.#formatted ? `${time} [${level}] ${message}\n` : message);
  }

  trace(message) {
    this.#write('trace', message);
  }
  debug(message) {
    this.#write('debug', message);
  }
  info(message) {
    this.#write('info', message);
  }
  warn(message) {
    this.#write('warning', message);
  }
  error(message) {
    this.#write('error', message);
  }
  critical(message) {
    this.#write('critical', message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.#formatted = false;
  }
  flush() {}
  drop() {
    this.#file = undefined;
  }
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (...args) => new Logger('rotating', ...args);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
