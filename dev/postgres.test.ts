import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SupervisedProcess } from '@postroom/launch';
import pg from 'pg';
import { repairLinks } from './postgres/binaries.ts';
import { forgetful } from './postgres/settings.ts';
import { type PreparedPostgres, preparePostgres } from './postgres.ts';

async function dataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  await chmod(folder, 0o711);
  return folder;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

test('an embedded server has safe settings, UTF-8, refuses others, and its data survives a crash', async (context) => {
  const folder = await dataDir();
  context.after(() => rm(folder, { recursive: true }));
  const first = await preparePostgres(folder);
  const server = new SupervisedProcess(first.spec);
  await server.start();
  const url = first.url;
  assert.equal((await ask(url, 'show fsync')).fsync, 'on');
  assert.equal((await ask(url, 'show synchronous_commit')).synchronous_commit, 'on');
  assert.equal((await ask(url, "select lower('ÄÖ') as text")).text, 'äö');
  assert.equal((await ask(url, 'select rolsuper from pg_roles where rolname = current_user')).rolsuper, false);
  assert.equal((await stat(join(folder, 'postgres-password'))).mode & 0o777, 0o600);
  const wrong = url.replace(/:[^:@]+@/, ':wrong@');
  await assert.rejects(ask(wrong, 'select 1'), /password authentication failed/);
  await assert.rejects(ask(wrong.replace('//postroom', '//postgres'), 'select 1'), /password authentication failed/);
  await ask(url, 'create table kept (n int)');
  await ask(url, 'insert into kept values (7)');

  server.kill('SIGKILL');
  await server.exited;
  const second = await preparePostgres(folder);
  // Not stopped, as when the supervisor is killed. The next start finds and stops it.
  const leftBehind = new SupervisedProcess(second.spec);
  await leftBehind.start();
  const third = await preparePostgres(folder);
  await using last = new SupervisedProcess(third.spec);
  await last.start();
  assert.equal(leftBehind.pid, undefined);
  assert.equal((await ask(third.url, 'select n from kept')).n, 7);
});

test('a pid file of another program does not prevent the start', async (context) => {
  const folder = await dataDir();
  context.after(() => rm(folder, { recursive: true }));
  const prepared = await preparePostgres(folder);
  await writeFile(join(prepared.folder, 'postmaster.pid'), `${process.pid}\n${prepared.folder}\n`);
  const again = await preparePostgres(folder);
  await using server = new SupervisedProcess(again.spec);
  await server.start();
});

test('test data is a copy of a template, and each copy is a separate server', async (context) => {
  const folders = [await dataDir(), await dataDir()];
  context.after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
  const settings = forgetful;
  const [one, two] = await Promise.all(
    folders.map((folder) => preparePostgres(folder, { settings, isShortLived: true })),
  );
  await using first = new SupervisedProcess((one as PreparedPostgres).spec);
  await using second = new SupervisedProcess((two as PreparedPostgres).spec);
  await Promise.all([first.start(), second.start()]);
  const [url = '', otherUrl = ''] = [one?.url, two?.url];
  await ask(url, 'create table mine (n int)');
  assert.equal((await ask(url, 'show fsync')).fsync, 'off');
  assert.equal((await ask(otherUrl, "select to_regclass('mine') as found")).found, null);
});

test('missing library links are created', async (context) => {
  const folder = await dataDir();
  context.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'native', 'lib'), { recursive: true });
  await writeFile(join(folder, 'native', 'lib', 'libpq.so.5.18'), '');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  await repairLinks(folder);
  await repairLinks(folder);
  assert.equal(await readlink(join(folder, 'native', 'lib', 'libpq.so.5')), 'libpq.so.5.18');
});
