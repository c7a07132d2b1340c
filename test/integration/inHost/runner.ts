import fs from 'node:fs';
import Mocha from 'mocha';

interface Results {
  passed: string[];
  failed: { title: string; message: string }[];
  pending: string[];
}

/**
 * Runs in the extension host; a rejected promise is a failed run.
 * @param loadSuites reads the suites, which need mocha's globals (scripts/testIntegration.mjs writes it)
 */
export async function runSuites(loadSuites: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: 'spec' });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, 'inHost', mocha);
  loadSuites();

  const results: Results = { passed: [], failed: [], pending: [] };
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.passed.push(test.fullTitle()))
      .on('pending', (test) => results.pending.push(test.fullTitle()))
      .on('fail', (test, error: Error) => {
        results.failed.push({ title: test.fullTitle(), message: error.stack ?? error.message });
      });
  });
  const file = process.env['GAN_TEST_RESULTS'];
  if (file !== undefined) fs.writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} failed`);
}
