import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runDnsHook } from './dns-hook.ts';

const folder = await mkdtemp(join(tmpdir(), 'a hook '));
after(() => rm(folder, { recursive: true }));

async function hook(script: string, timeoutMs = 60_000) {
  const path = join(folder, `${crypto.randomUUID()}.sh`);
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { path, env: { PATH: process.env.PATH ?? '', NODE: process.execPath }, timeoutMs };
}
const fails = async (script: string, says: RegExp, timeoutMs?: number) =>
  assert.rejects(runDnsHook(await hook(script, timeoutMs), ['present', '_acme-challenge.a.test', '-v']), says);

test('the DNS program gets its task, name and value unchanged, and none of our environment', async () => {
  const words = ['present', '_acme-challenge.a.test', '$(touch x) `y` "z'] as const;
  const { path, env } = await hook('printf "%s|" "$@"; env | grep -c SECRET; exit 1');
  process.env.A_SECRET = 'x';
  await assert.rejects(runDnsHook({ path, env, timeoutMs: 60_000 }, words), (error: Error) => {
    assert.equal(error.message, `${path} present: exit code 1: ${words.join('|')}|0`);
    return true;
  });
  await runDnsHook(await hook('exit 0'), words);
});

test('a failing DNS program is reported with a short reason', async () => {
  await fails('echo "no such\tzone" >&2; exit 3', /present: exit code 3: no such zone$/);
  await fails('yes | head -c 3000000; exit 1', /^.{1,500}$/s);
  await fails('kill -9 $$', /ended by SIGKILL/);
  const missing = { path: join(folder, 'nothing'), env: {}, timeoutMs: 1000 };
  await assert.rejects(runDnsHook(missing, ['cleanup', 'a', 'b']), /cleanup: .*ENOENT/);
});

test('a DNS program that takes too long or is no longer needed is killed with all that it started', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const child = `"$NODE" -e 'require("net").connect(${port}, "127.0.0.1"); setInterval(() => {}, 1000)'`;
  const connected = async () => (await once(server, 'connection')) as [Socket];
  const stop = new AbortController();
  const [running, [socket]] = [runDnsHook(await hook(child), ['present', 'a', 'b'], stop.signal), await connected()];
  const gone = once(socket, 'close');
  socket.on('error', () => {}).resume();
  stop.abort(new Error('stopped'));
  await assert.rejects(running, /stopped/);
  await gone;
  await fails('sleep 3600', /took longer than 0.2 s/, 200);
});

test('processes that the DNS program leaves running are ended with it', async () => {
  await runDnsHook(await hook('sleep 3600 & exit 0'), ['present', 'a', 'b']);
});
