// Loaded into a training process before its program: notes what its memory comes to, in the file GAN_MEMORY_SAMPLES.
const fs = require('node:fs');
const v8 = require('node:v8');
const vm = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const EVERY_MS = 2000;

const file = process.env.GAN_MEMORY_SAMPLES;
if (isMainThread && file !== undefined && process.argv[1]?.endsWith('worker.js')) {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const sample = () => {
    // What a collection would free is no growth.
    collect();
    fs.appendFileSync(file, `${JSON.stringify({ time: Date.now(), ...process.memoryUsage() })}\n`);
  };
  setInterval(sample, EVERY_MS).unref();
}
