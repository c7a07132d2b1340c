// Writes media/gan-config.schema.json from the config definition; with --check, compares instead.
import fs from 'node:fs';
import * as esbuild from 'esbuild';
import { inRoot } from './lib/paths.mjs';

const schemaFile = inRoot('media/gan-config.schema.json');

async function generate() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [inRoot('src/config/jsonSchema.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { ganConfigJsonSchema } = await import(`data:text/javascript;base64,${code}`);
  return `${JSON.stringify(ganConfigJsonSchema(), null, 2)}\n`;
}

const generated = await generate();
if (process.argv.includes('--check')) {
  const present = fs.existsSync(schemaFile) ? fs.readFileSync(schemaFile, 'utf8') : '';
  if (present !== generated) {
    console.error('media/gan-config.schema.json is out of date: run npm run generate:schema.');
    process.exitCode = 1;
  }
} else {
  fs.mkdirSync(inRoot('media'), { recursive: true });
  fs.writeFileSync(schemaFile, generated);
}
