import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { certificateFor, listenForTest } from './testing.ts';
import { TlsStore } from './tls-store.ts';

const first = await certificateFor('mail.test');
const named = await certificateFor('a.test');
const tlsStore = await TlsStore.open({ pairs: [first, named] });
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
stack.use(tlsStore);

/** Sends the hashes of our certificates that the connection is bound to, in hex. */
const listener = stack.use(
  await listenForTest(
    async (connection) => {
      const points = connection.bindings.get('tls-server-end-point')?.() ?? [];
      await connection.write(`${points.map((point) => point.toString('hex')).join()}\n`);
      await connection.read();
    },
    { tls: 'implicit', tlsStore },
  ),
);

interface Visit {
  readonly reused: boolean;
  /** The certificate that the server showed; undefined where a session was resumed. */
  readonly shown: string | undefined;
  readonly bound: string[];
  readonly session: Buffer | undefined;
}

async function visit(version: SecureVersion, servername: string, session?: Buffer): Promise<Visit> {
  const { port } = listener.address;
  const only = { minVersion: version, maxVersion: version };
  const socket: TLSSocket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    servername,
    session,
    ...only,
  });
  let ticket: Buffer | undefined;
  socket.on('session', (fresh: Buffer) => {
    ticket = fresh;
  });
  const [line] = (await once(socket, 'data')) as [Buffer];
  const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
  const reused = socket.isSessionReused();
  const bound = line.toString().trim().split(',');
  socket.end();
  await once(socket, 'close');
  return { reused, shown, bound, session: ticket };
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: a TLS session is resumed, bound to its original certificate`, async () => {
    const begun = await visit(version, 'a.test');
    assert.equal(begun.reused, false);
    assert.deepEqual(begun.bound, [begun.shown]);
    const again = await visit(version, 'a.test', begun.session);
    assert.equal(again.reused, true);
    assert.ok(again.bound.includes(begun.shown as string), 'not that of clients that name no server');
    assert.equal((await visit(version, 'mail.test', begun.session)).reused, false, 'of another server it is none');
  });

  test(`${version}: a TLS session is not resumed after the certificates changed`, async () => {
    const begun = await visit(version, 'mail.test');
    const other = await certificateFor('a.test');
    await copyFile(other.key, named.key);
    await copyFile(other.certificate, named.certificate);
    await tlsStore.reload();
    const again = await visit(version, 'mail.test', begun.session);
    assert.deepEqual([again.reused, again.bound], [false, [again.shown]]);
  });
}
