// npm test: installs what is missing, runs every check there is, ends with "N passed, N failed".
// `npm test -- lint unit` runs the steps named only. Steps that use one core and leave everything as it is run two at a time.
import { checkNodeVersion, ensureDependencies } from './lib/dependencies.mjs';
import { steps } from './lib/testSteps.mjs';

const longestOutput = 20_000;
const total = { passed: 0, failed: 0, skipped: 0 };

function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function selectSteps(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `No step is called ${unknown.join(', ')}. Steps: ${steps.map(({ name }) => name).join(', ')}`,
    );
  }
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
}

async function runStep(step) {
  const started = Date.now();
  const outcome = await step.run().catch((error) => {
    return { passed: 0, failed: 1, skipped: 0, output: error.stack };
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const mark = outcome.failed > 0 ? '✘' : outcome.skipped > 0 && outcome.passed === 0 ? '-' : '✔';
  console.log(`${mark} ${step.name.padEnd(14)} ${seconds.padStart(6)} s  ${summary(outcome)}`);
  if (mark !== '✔') {
    const text = outcome.output.trim();
    console.log(text.length > longestOutput ? `${text.slice(0, longestOutput)}\n...` : text);
  }
  for (const key of Object.keys(total)) total[key] += outcome[key];
}

/** Runs steps in their order, `lanes` at a time. */
async function runSteps(waiting, lanes) {
  const queue = waiting.values();
  const lane = async () => {
    for (const step of queue) await runStep(step);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

try {
  checkNodeVersion();
  await ensureDependencies();
  const selected = selectSteps(process.argv.slice(2));
  await runSteps(
    selected.filter(({ looksOnly }) => looksOnly),
    2,
  );
  await runSteps(
    selected.filter(({ looksOnly }) => !looksOnly),
    1,
  );
} catch (error) {
  console.error(error.message);
  total.failed += 1;
}
console.log(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;
