/** How the extension runs its own scripts: with the runtime of VS Code, as plain Node.js. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}
