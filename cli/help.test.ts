import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { runPostroom, spawnPostroom } from './testing.ts';

const commands: Readonly<Record<string, readonly string[]>> = {
  domain: ['add', 'list', 'postmaster', 'joining', 'remove'],
  account: ['add', 'list', 'show', 'passwd', 'quota', 'suspend', 'resume', 'stay', 'remove'],
  application: ['list', 'approve', 'refuse'],
  invitation: ['make', 'list', 'revoke'],
  alias: ['add', 'list', 'remove'],
  group: ['add', 'list', 'show', 'remove', 'member'],
  queue: ['list', 'show', 'retry', 'cancel'],
};

test('the help names every command, and each command has its own help', async () => {
  const { code, stdout } = await runPostroom(['--help']);
  assert.equal(code, 0);
  for (const group of [...Object.keys(commands), 'trace', 'POSTROOM_URL', 'POSTROOM_TOKEN']) {
    assert.ok(stdout.includes(group), group);
  }
  for (const [group, names] of Object.entries(commands)) {
    const help = await runPostroom([group, '--help']);
    for (const name of names) assert.match(help.stdout, new RegExp(`^  ${name}\\b`, 'm'), `${group} ${name}`);
  }
  // Empty defaults are not shown.
  for (const args of [['policy', 'never'], ['branding', 'set'], ['application', 'approve'], ['backup-taken']]) {
    assert.doesNotMatch((await runPostroom([...args, '--help'])).stdout, /default: "/, args.join(' '));
  }
  assert.match((await runPostroom(['account', 'add', '--help'])).stdout, /--quota <size>[\s\S]*--json[\s\S]*Examples:/);
});

const mistakes: [args: string[], says: RegExp][] = [
  [['domian'], /^postroom: unknown command 'domian' \(Did you mean domain\?\)\n$/],
  [['domain', 'add'], /^postroom: missing required argument 'name'\n$/],
  [['domain', 'add', 'a', 'b'], /^postroom: too many arguments.*\n$/],
  [['account', 'list', '--page', '2'], /^postroom: unknown option '--page'\n$/],
  [['account', 'quota', 'a@b', '5 apples'], /^postroom: .*It is a size such as 500M or 2G, or none\.\n$/],
  [['branding', 'set', '--for', 'a.test'], /^postroom: say what to change: --name, .*\n$/],
  [['policy', 'set', '--for', 'a.test'], /^postroom: say what to change: --junk-points, .*\n$/],
  [['sending', 'limit', 'a.test'], /^postroom: say which limit\n$/],
  [['queue', 'cancel'], /^postroom: queue cancel takes .*\n$/],
  [['queue', 'hold'], /^postroom: queue hold takes .*\n$/],
  [['account', 'forward', 'a@b.test', '--keep'], /^postroom: say --to .*\n$/],
  [['queue', 'list', '--limit', '0'], /^postroom: .*It is a number from 1 on\.\n$/],
];

for (const [args, says] of mistakes) {
  test(`a usage error is reported in one line: ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await runPostroom(args);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, says);
  });
}

/** Returns all commands, those with commands of their own too, by the words that call them. */
function allCommands(command: Command, path: readonly string[] = []): [path: readonly string[], command: Command][] {
  const inside = command.commands.map((one): [readonly string[], Command] => [[...path, one.name()], one]);
  return [...inside, ...inside.flatMap(([words, one]) => allCommands(one, words))];
}

/** Returns what a command must be given: its arguments, and its options without a default. */
function needsOf({ registeredArguments, options }: Command): string[] {
  const operands = registeredArguments
    .filter(({ required }) => required)
    .map(({ argChoices }) => argChoices?.[0] ?? '/nowhere/x');
  const given = options.filter(({ mandatory, defaultValue }) => mandatory && defaultValue === undefined);
  return [...operands, ...given.flatMap(({ long, argChoices }) => [long ?? '', argChoices?.[0] ?? 'smtp'])];
}

test('each command says something, with as little as it can be given', async () => {
  const streams = { stdin: process.stdin as Io['stdin'], stdout: process.stdout, stderr: process.stderr };
  const all = allCommands(createProgram({ args: [], env: {}, ...streams }));
  assert.ok(all.length > 80, String(all.length));
  // Nobody listens there.
  const env = { POSTROOM_URL: 'http://127.0.0.1:1', POSTROOM_TOKEN: 'token' };
  for (const [path, command] of all) {
    const args = command.commands.length > 0 ? [...path] : [...path, ...needsOf(command)];
    const { code, stdout, stderr } = await runPostroom(args, { env });
    assert.equal(stdout, '', args.join(' '));
    if (command.commands.length > 0) {
      assert.equal(code, 2, args.join(' '));
      for (const one of command.commands) assert.match(stderr, new RegExp(`^  ${one.name()}\\b`, 'm'), args.join(' '));
    } else {
      assert.ok(code === 1 || code === 2 || code === 69, `${args.join(' ')}: ${code}`);
      assert.match(stderr, /^postroom: .+\n$/, args.join(' '));
      assert.doesNotMatch(stderr, /required|missing|too many arguments/, args.join(' '));
    }
  }
});

test('a usage error is reported in JSON wherever --json stands', async () => {
  const wrong = [
    ['--json', 'domian'],
    ['domain', 'add', '--json'],
    ['domain', 'list', '--page', '2', '--json'],
  ];
  for (const args of [...wrong, ['account', 'quota', 'a@b', '5 apples', '--json'], ['account', '--json'], ['--json']]) {
    const { code, stdout, stderr } = await runPostroom(args);
    assert.deepEqual([code, stdout, JSON.parse(stderr).error], [2, '', 'usage'], args.join(' '));
  }
  assert.match((await runPostroom(['--json', '--help'])).stdout, /^Usage: /);
});

test('--version prints the version of the package and the revision of the image', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal((await runPostroom(['--version'])).stdout, `postroom ${version}\n`);
  const ran = await spawnPostroom(['--version'], { env: { REVISION: 'abc' } });
  assert.deepEqual([ran.code, ran.stdout], [0, `postroom ${version} (revision abc)\n`]);
});

test('without a command the help is printed, and the exit code is that of wrong usage', async () => {
  const { code, stderr } = await runPostroom([]);
  assert.equal(code, 2);
  assert.match(stderr, /^Usage: postroom/);
});

test('bin/postroom runs from any folder and by a link, and calls itself by that name', async (context) => {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'postroom-'));
  context.after(() => rm(folder, { recursive: true }));
  await symlink(join(root, 'bin/postroom'), join(folder, 'postroom'));
  const ran = spawnSync(join(folder, 'postroom'), ['domain', 'add'], { cwd: folder, encoding: 'utf8' });
  assert.deepEqual([ran.status, ran.stderr], [2, "postroom: missing required argument 'name'\n"]);
  // Outside of the checkout npx would offer a stranger's package of that name.
  for await (const path of glob(['README.md', 'docs/**/*.md', 'cli/**/*.ts', 'dev/**/*.ts'], { cwd: root })) {
    if (path.includes('.test.')) continue;
    const text = (await readFile(join(root, path), 'utf8')).replace(/Never\n`npx postroom`/, '');
    assert.doesNotMatch(text, /npx postroom/, path);
  }
});
