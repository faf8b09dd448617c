import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BUNDLES, freePorts, isPortFree, portNames } from '@postroom/launch';
import { Wire } from '@postroom/testkit';

const boot = fileURLToPath(new URL('./boot.mjs', import.meta.url));

/** `npm start`, as a program like npm starts it, or through npm. */
class Start {
  output = '';
  readonly child: ChildProcess;
  readonly exited: Promise<number | NodeJS.Signals | null>;

  constructor(env: Record<string, string>, by: 'node' | 'npm' = 'node') {
    const [command, args] = by === 'npm' ? ['npm', ['start']] : [process.execPath, [boot, 'start']];
    this.child = spawn(command as string, args as string[], {
      cwd: dirname(dirname(boot)),
      env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.output += data;
      });
    }
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(signal ?? code)));
  }

  async ready(): Promise<void> {
    const ended = this.exited.then(() => 'ended');
    while (!this.output.includes('\npostroom is ready\n')) {
      if ((await Promise.race([ended, sleep(100)])) === 'ended') throw new Error(`it ended:\n${this.output}`);
    }
  }
}

async function newSettings(context: { after(work: () => Promise<void>): void }): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const free = await freePorts(portNames.length);
  const ports = Object.fromEntries(portNames.map((name, index) => [name, String(free[index])]));
  return { ...ports, DATA_DIR: join(folder, 'data') };
}

/** Runs from the sources, as for users; the bundles of the tests start faster. */
const FROM_SOURCES: Record<string, string> = { [BUNDLES]: '' };

/** For tests that need no empty folder: its database is made once and reused by later starts. */
const lived = newSettings({ after });

/** For tests that read /proc. */
const linux = { skip: process.platform !== 'linux' };

/** Returns the processes of this machine whose environment mentions the folder. */
async function processesOf(folder: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const pid of await readdir('/proc')) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(folder)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    found.push({ pid: Number(pid), command: command.replaceAll('\0', ' ') });
  }
  return found;
}

/** Returns the processes that are left after the grace period of a stop, and kills them. */
async function untilGone(folder: string): Promise<{ pid: number; command: string }[]> {
  const deadline = performance.now() + 20_000;
  while ((await processesOf(folder)).length > 0 && performance.now() < deadline) await sleep(100);
  const left = await processesOf(folder);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  return left;
}

test('npm start works from an empty folder, refuses a second start, stops cleanly and starts again', async (context) => {
  const env = await newSettings(context);
  const first = new Start({ ...env, ...FROM_SOURCES });
  await first.ready();
  assert.match(first.output, /alice@postroom\.test, bob@postroom\.test\n {2}password \S{12}/);
  const ca = await readFile(join(env.DATA_DIR as string, 'tls', 'ca.crt'), 'utf8');
  {
    await using smtp = await Wire.connect({ port: Number(env.SMTP_PORT) });
    await smtp.expect(/^220 mail\.postroom\.test/);
  }
  await using imap = await Wire.connect({
    port: Number(env.IMAPS_PORT),
    tls: { ca, servername: 'mail.postroom.test' },
  });
  await imap.expect(/^\* OK/);

  const same = new Start(env);
  assert.equal(await same.exited, 78);
  assert.match(same.output, /another Postroom \(process \d+\) runs on DATA_DIR/);
  const beside = new Start({ ...env, DATA_DIR: `${env.DATA_DIR}2` });
  assert.equal(await beside.exited, 78);
  assert.match(beside.output, new RegExp(`IMAP_PORT=${env.IMAP_PORT}: another program listens there`));

  // As from a terminal through npm, the signal comes more than once.
  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  assert.equal(await first.exited, 0, first.output);
  assert.match(first.output, /postroom: stopping\n[\s\S]*postroom: stopped\n$/);
  assert.equal(await isPortFree(Number(env.IMAP_PORT), '127.0.0.1'), true);

  const second = new Start({ ...env, DEMO_PASSWORD: 'another-one' });
  await second.ready();
  assert.match(second.output, /seeded by an earlier start/);
  second.child.kill('SIGTERM');
  assert.equal(await second.exited, 0);
});

test('a problem that the user has to solve gives one line and exit code 78 quickly', linux, async (context) => {
  const env = await newSettings(context);
  const folder = dirname(env.DATA_DIR as string);
  const file = join(folder, 'file');
  await writeFile(file, '');
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    // There mkdir reports ENOENT although the parent folder exists.
    [{ DATA_DIR: '/proc/nope/data' }, /DATA_DIR \/proc\/nope\/data cannot be made: ENOENT: .*\n$/],
    [{ DATA_DIR: file }, /DATA_DIR \S+ cannot be made: there is a file of that name\n$/],
    [{ DATA_DIR: join(file, 'data') }, /DATA_DIR \S+ cannot be made: ENOTDIR: .*\n$/],
    [{ DATA_DIR: '/proc/self' }, /DATA_DIR \/proc\/self cannot be written to: .*\n$/],
    [{ SMTP_PORT: 'x' }, /SMTP_PORT must be a number from 1 to 65535; it is "x"\.\n$/],
    [
      { DATABASE_URL: 'nonsense', REDIS_URL: 'redis://127.0.0.1:1' },
      /\npostroom: migrate: DATABASE_URL: must match .*\n$/,
    ],
  ];
  for (const [wrong, said] of cases) {
    const start = new Start({ ...env, ...wrong });
    assert.equal(await start.exited, 78, start.output);
    assert.match(start.output, said);
  }
  const away = new Start({ ...env, DATABASE_URL: 'postgres://127.0.0.1:1/x', REDIS_URL: 'redis://127.0.0.1:1' });
  assert.equal(await away.exited, 1);
  assert.match(away.output, /\npostroom: migrate: connect ECONNREFUSED 127\.0\.0\.1:1\n$/);
});

test(
  'a crashed service is restarted and reported; if the supervisor is killed, no process stays behind',
  linux,
  async () => {
    const env = await lived;
    const folder = env.DATA_DIR as string;
    const start = new Start({ ...env, DEMO_PASSWORD: 'chosen' });
    await start.ready();
    assert.match(start.output, /the password is DEMO_PASSWORD/);
    const imap = (await processesOf(folder)).find((one) => one.command.includes('services/imap-access/'));
    process.kill(imap?.pid as number, 'SIGKILL');
    while (!start.output.includes('imap-access is running again')) await sleep(50);
    assert.match(start.output, /imap-access was ended by SIGKILL; restarting in 1 s/);
    const lock = await readFile(join(folder, 'lock'), 'utf8');
    process.kill(Number(lock.split(' ')[0]), 'SIGKILL');
    await start.exited;
    assert.deepEqual(await untilGone(folder), []);
  },
);

test('a stop during the start ends everything', linux, async () => {
  const env = await lived;
  const early = new Start(env);
  while (!early.output.includes('... services')) await sleep(20);
  early.child.kill('SIGINT');
  assert.equal(await early.exited, 0);
  assert.deepEqual(await processesOf(env.DATA_DIR as string), []);
});

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGKILL'] as const) {
  test(`${signal} to npm start ends all its processes`, linux, async () => {
    const env = await lived;
    const npm = new Start(env, 'npm');
    // All processes exist, but the start is only half done.
    while (!npm.output.includes('ok  mailbox-store')) await sleep(20);
    npm.child.kill(signal);
    await npm.exited;
    const left = await untilGone(env.DATA_DIR as string);
    assert.deepEqual(left, [], npm.output);
  });
}
