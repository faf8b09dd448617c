import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { developmentCertificates } from './certificates.ts';

test('a development certificate is accepted through its authority, kept, and renewed for a new name', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  context.after(() => rm(folder, { recursive: true }));
  const names = ['mail.postroom.test', 'localhost', '127.0.0.1', '::1'];
  const files = await developmentCertificates(folder, names);
  const [ca, cert, key] = await Promise.all(
    [files.caFile, files.certFile, files.keyFile].map((f) => readFile(f, 'utf8')),
  );
  assert.equal((await stat(files.keyFile)).mode & 0o777, 0o600);

  const server = createServer({ cert, key }).listen(0, '127.0.0.1');
  context.after(() => server.close());
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  for (const servername of ['mail.postroom.test', 'localhost']) {
    const socket = connect({ port, host: '127.0.0.1', servername, ca: [ca as string] });
    await new Promise((done, failed) => socket.once('secureConnect', done).once('error', failed));
    assert.equal(socket.authorized, true);
    socket.destroy();
  }

  await developmentCertificates(folder, names);
  assert.equal(await readFile(files.certFile, 'utf8'), cert);
  await developmentCertificates(folder, [...names, 'other.example']);
  assert.notEqual(await readFile(files.certFile, 'utf8'), cert);
  assert.equal(await readFile(files.caFile, 'utf8'), ca);
});
