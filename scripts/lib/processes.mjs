// Starting other programs.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * Runs a program to its end and returns its exit code and output; never throws because of a failing program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, live?: boolean }} [options] `live` shows the output as it comes
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = process.env, live = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (target) => (chunk) => {
      output += chunk;
      if (live) target.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect(process.stdout));
    child.stderr.setEncoding('utf8').on('data', collect(process.stderr));
    child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.once('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}(${signal})\n` });
    });
  });
}

/** Full path of a program on the PATH, or undefined. */
export function findOnPath(name) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const extension of extensions) {
      const file = path.join(folder, name + extension);
      if (folder !== '' && fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

/** Runs one of the project's own command line tools with this Node.js, e.g. `runTool('eslint/bin/eslint.js', ['.'])`. */
export function runTool(script, args, options) {
  return run(process.execPath, [path.join(root, 'node_modules', script), ...args], options);
}

/** The environment without what `npm run` adds to it, so that an inner npm starts from its own settings. */
export function withoutNpmVariables(env = process.env) {
  const added =
    /^npm_(package|lifecycle|config_(local_prefix|engine_strict|ignore_scripts|omit_))/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name)));
}

/** Runs npm, the one that started this script where there is one. */
export function runNpm(args, { env = process.env, ...options } = {}) {
  const npmScript = process.env.npm_execpath;
  const clean = {
    ...withoutNpmVariables(env),
    // onnxruntime-node would download CUDA libraries; the project needs none to build and test.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  };
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript)) {
    return run(process.execPath, [npmScript, ...args, ...quiet], { env: clean, ...options });
  }
  if (process.platform === 'win32') {
    return run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args, ...quiet], { env: clean, ...options });
  }
  return run('npm', [...args, ...quiet], { env: clean, ...options });
}

/** Ends the processes that work in a temporary folder of a test: their command line names it. */
export function stopProcessesIn(folder) {
  if (process.platform === 'win32') return;
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  for (const line of processes.split('\n')) {
    const [, pid, args] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || Number(pid) === process.pid || !args.includes(folder)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Ended meanwhile.
    }
  }
}
