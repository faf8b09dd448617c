import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly repeated?: number;
  readonly err?: { readonly stack: string };
}

/** Runs a program that logs; returns all its lines. */
function said(script: string): Line[] {
  const source = JSON.stringify(new URL('./logger.ts', import.meta.url).href);
  const text = `import { createLogger } from ${source}; const log = createLogger('x', 'info'); ${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', text], { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('the same error a thousand times is one line with its stack, and one with a count', () => {
  const lines = said(`
    const child = log.child({ session: 1 });
    for (let n = 0; n < 500; n++) {
      const err = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:' + n), { code: 'ECONNREFUSED' });
      log.warn({ err, mail: n }, 'queue not reached');
      child.warn({ err }, 'queue not reached');
    }`);
  assert.equal(lines.length, 2);
  assert.match(lines[0]?.err?.stack ?? '', /ECONNREFUSED 127\.0\.0\.1:0/);
  assert.deepEqual([lines[1]?.repeated, lines[1]?.msg], [999, 'queue not reached (repeated)']);
});

test('different errors, other messages and the first errors are each logged', () => {
  const lines = said(`
    for (let n = 0; n < 20; n++) {
      log.info({ n }, 'filed');
      log.error({ err: new TypeError('x'), mail: n }, 'cannot be filed');
      log.warn({ n }, 'wrong admin token');
    }
    log.warn({ err: new Error('a') }, 'one');
    log.warn({ err: new TypeError('a') }, 'one');
    log.warn({ err: new Error('a') }, 'two');`);
  const count = (msg: string) => lines.filter((line) => line.msg === msg).length;
  assert.deepEqual([count('filed'), count('cannot be filed'), count('wrong admin token')], [20, 10, 20]);
  assert.deepEqual([count('one'), count('two')], [2, 1]);
  assert.equal(lines.find(({ repeated }) => repeated)?.repeated, 10);
});

test('of a command that Redis refused only the reason is logged, since its arguments may be a password', () => {
  const [line] = said(`
    const command = { name: 'auth', args: ['top secret'] };
    log.warn({ err: Object.assign(new Error('WRONGPASS'), { command }) }, 'trouble with Redis');`);
  assert.match(line?.err?.stack ?? '', /WRONGPASS/);
  assert.doesNotMatch(JSON.stringify(line), /secret|command/);
});
