// `npm run check`: format, lint, floating promises, types, import rules, generated documents. Runs all of them and prints the
// result of each. `npm run check -- types` runs one.
import { spawn } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.ts';
import { findDialect } from './dialect.ts';
import { findImportCycles } from './import-cycles.ts';
import { findViolations, type Source, type Violation } from './import-rules.ts';
import { findForeignTables } from './table-owners.ts';

interface Result {
  readonly ok: boolean;
  readonly output: string;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const threads = `--threads=${availableParallelism()}`;

const checks: Readonly<Record<string, () => Promise<Result>>> = {
  'format and lint': () => tool('biome', ['ci', '--colors=off']),
  'floating promises': () => tool('oxlint', ['--type-aware', threads, '--deny-warnings']),
  types: () => tool('tsc', ['--noEmit', '--pretty', 'false']),
  'types of the page': () => tool('tsc', ['--noEmit', '--pretty', 'false', '--project', 'services/webmail']),
  'import rules': checkImports,
  dialect: checkDialect,
  'docs/config.md': checkConfigDocument,
};

const { operands: wanted } = commandLine(
  `npm run check [-- ${Object.keys(checks)
    .map((name) => (name.includes(' ') ? `'${name}'` : name))
    .join(' | ')}]`,
  {},
  { operands: true },
);
const unknown = wanted.find((name) => !Object.hasOwn(checks, name));
if (unknown !== undefined) {
  console.error(`postroom: there is no check ${unknown}; there are ${Object.keys(checks).join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = Date.now();
  const { ok, output } = await check();
  if (!ok) {
    failed++;
    console.log(output.trimEnd());
  }
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}
process.exit(failed === 0 ? 0 : 1);

/** Runs a tool of node_modules/.bin. */
function tool(name: string, args: readonly string[]): Promise<Result> {
  return program(`node_modules/.bin/${name}`, args);
}

function program(command: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data;
      });
    }
    child.on('error', (error) => resolve({ ok: false, output: `${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function checkImports(): Promise<Result> {
  const sources = await readSources('{packages,services,cli,dev}/**/*.{ts,tsx}');
  const ours = sources.filter(({ path }) => !path.startsWith('dev/'));
  const violations = [...findViolations(ours), ...findForeignTables(ours)];
  const cycles = findImportCycles(sources, await packageEntries());
  return resultOf([
    ...violations.map(inWords),
    ...cycles.map((cycle) => `imports go in a circle: ${cycle.join(' -> ')}`),
  ]);
}

async function checkDialect(): Promise<Result> {
  const sources = await readSources('{packages,services,cli,dev,bench,tests}/**/*.{ts,tsx}');
  return resultOf(findDialect(sources.filter(({ path }) => path !== 'dev/dialect.test.ts')).map(inWords));
}

async function readSources(pattern: string): Promise<Source[]> {
  const sources: Source[] = [];
  for await (const path of glob(pattern, { cwd: root, exclude: ['**/node_modules/**'] })) {
    sources.push({ path, text: await readFile(`${root}${path}`, 'utf8') });
  }
  return sources;
}

function inWords({ path, line, says }: Violation): string {
  return `${path}:${line}: ${says}`;
}

function resultOf(lines: readonly string[]): Result {
  return { ok: lines.length === 0, output: lines.join('\n') };
}

/** Returns the entry file of each of our packages by its name. */
async function packageEntries(): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  for await (const path of glob('{packages/*,services/*,cli}/package.json', { cwd: root })) {
    const { name, exports = {} } = JSON.parse(await readFile(`${root}${path}`, 'utf8'));
    const named: Record<string, string> = typeof exports === 'string' ? { '.': exports } : exports;
    for (const [key, file] of Object.entries(named)) {
      entries.set(name + key.slice(1), posix.join(posix.dirname(path), file));
    }
  }
  return entries;
}

/** Checks that docs/config.md and .env.example still match what the services declare. */
function checkConfigDocument(): Promise<Result> {
  return program(process.execPath, ['dev/config-docs.ts', '--check']);
}
