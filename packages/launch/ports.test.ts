import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { claimPort } from './port-claims.ts';
import { freePorts, isPortFree } from './ports.ts';

test('free ports of several calls are all different, even before anybody listens', async () => {
  const ports = [...(await freePorts(200)), ...(await freePorts(200))];
  assert.equal(new Set(ports).size, ports.length);
});

test('a port claimed by another process is not given out until that process has ended', async () => {
  const { child, port } = await claimant();
  assert.equal(claimPort(port), false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(claimPort(port), true);
  assert.equal(claimPort(port), false, 'claimed by this process now');
});

test('a port in use is not free, and the reason is returned', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  assert.equal(await isPortFree(port, '127.0.0.1'), 'EADDRINUSE');
  server.close();
});

/** Starts a process that claims one port and stays. */
async function claimant(): Promise<{ child: ChildProcess; port: number }> {
  const script = `import('${import.meta.resolve('./ports.ts')}').then(async ({ freePort }) => { console.log(await freePort()); setInterval(() => {}, 1e6); })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line) };
}
