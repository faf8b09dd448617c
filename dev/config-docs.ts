// `npm run docs`: writes docs/config.md, .env.example and the list of all variables from what the services declare. With --check it writes
// nothing and fails when they are out of date.

import { readFile, writeFile } from 'node:fs/promises';
import { commandLine } from './command-line.ts';
import { collectSections } from './config-docs/collect.ts';
import { envExample } from './config-docs/env-example.ts';
import { knownVariables } from './config-docs/known-variables.ts';
import { configPage } from './config-docs/page.ts';

const root = new URL('../', import.meta.url);
const sections = await collectSections(root);
const files: Readonly<Record<string, string>> = {
  'docs/config.md': configPage(sections),
  '.env.example': envExample(sections),
  'packages/service/known-variables.ts': knownVariables(sections),
};
const { values } = commandLine('npm run docs [-- --check]', { check: { type: 'boolean' } });
const check = values.check === true;
for (const [path, text] of Object.entries(files)) {
  const file = new URL(path, root);
  if ((await readFile(file, 'utf8').catch(() => '')) === text) continue;
  if (check) {
    console.log(`${path} is stale: npm run docs`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
    console.log(`${path} written`);
  }
}
