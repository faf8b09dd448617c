// Checks that the command understands the command lines of the guides. Nothing is sent.
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Command, CommanderError } from 'commander';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

interface Line {
  readonly args: readonly string[];
  /** True for a line to paste; a mention in a sentence may leave arguments out. */
  readonly isWhole: boolean;
}

const root = fileURLToPath(new URL('../', import.meta.url));

test('every command line in README, CONTRIBUTING and docs is understood by the command', async () => {
  const wrong: string[] = [];
  let count = 0;
  for await (const path of glob(['README.md', 'CONTRIBUTING.md', 'docs/*.md', 'k8s/**/*.yaml'], { cwd: root })) {
    for (const line of commandLines(await readFile(join(root, path), 'utf8'))) {
      count++;
      const trouble = await troubleWith(line);
      if (trouble !== undefined) wrong.push(`${path}: postroom ${line.args.join(' ')}: ${trouble}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 120, `${count} were found`);
});

test('a wrong command line in a text is found', async () => {
  const text =
    'As `postroom queue lsit`:\n\n```sh\nbin/postroom trace a@b --limits 3   # why\nbin/postroom alias add x\n```\n';
  const troubles = await Promise.all(commandLines(text).map(troubleWith));
  assert.deepEqual(
    troubles.map((trouble) => trouble?.replace(/'[\s\S]*/, '')),
    ['error: unknown command ', 'error: unknown option ', 'error: missing required argument '],
  );
});

/** @returns what is wrong with the line, or undefined */
async function troubleWith({ args, isWhole }: Line): Promise<string | undefined> {
  const io: Io = {
    args,
    env: {},
    stdin: new PassThrough() as unknown as Io['stdin'],
    stdout: new PassThrough(),
    stderr: new PassThrough(),
  };
  const program = createProgram(io);
  doNothing(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return String(error);
    if (error.exitCode === 0) return undefined;
    const isPart = ['commander.missingArgument', 'commander.help', 'commander.missingMandatoryOptionValue'].includes(
      error.code,
    );
    return !isWhole && isPart ? undefined : error.message;
  }
  return undefined;
}

function doNothing(command: Command): void {
  for (const one of command.commands) doNothing(one);
  if (command.commands.length === 0) command.action(() => {});
}

function commandLines(text: string): Line[] {
  const blocks = /```[\s\S]*?```/g;
  const pasted = [...text.matchAll(blocks)].flatMap(([block]) => block.replace(/\\\n\s*/g, '').split('\n'));
  const mentioned = [...text.replace(blocks, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  return [...argsIn(mentioned, false), ...argsIn(pasted, true)];
}

function argsIn(lines: readonly string[], isWhole: boolean): Line[] {
  // Excludes the folder, the project and the database of that name.
  const start = /(?:\bbin\/postroom|(?:^|\b(?:mailbox-store|backup) (?:-- )?)postroom) (?!is ready|…)/;
  return lines.flatMap((line) => {
    const found = start.exec(line);
    return found === null ? [] : [{ args: words(line.slice(found.index + found[0].length)), isWhole }];
  });
}

/** Splits a line as a shell does, up to a comment, a pipe or the next command. */
function words(line: string): string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"#|>;&)]|(?<=\S)#)+|[#|>;&)]/g)) {
    if (/^[#|>;&)]$/.test(word)) break;
    found.push(word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return found;
}
