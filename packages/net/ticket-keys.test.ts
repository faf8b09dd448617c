import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { connect, type SecureVersion } from 'node:tls';
import type { Listener } from './listener.ts';
import { certificateFor, listenForTest } from './testing.ts';
import type { TicketSecret } from './ticket-keys.ts';
import { TlsStore, type TlsStoreOptions } from './tls-store.ts';

const SECRET = 'a secret of these tests, long enough';
const DAY_MS = 86_400_000;
const pair = await certificateFor('mail.test');
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());

/** Starts another process's TLS store, as a replica. */
async function replica(tickets?: Partial<TicketSecret>, options: Partial<TlsStoreOptions> = {}) {
  const shared = tickets && { secret: SECRET, service: 'imap-access', nowMs: () => DAY_MS, ...tickets };
  const tlsStore = stack.use(await TlsStore.open({ pairs: [pair], tickets: shared, ...options }));
  const listener = stack.use(
    await listenForTest(
      async (connection) => {
        await connection.write('hello\n');
        await connection.read();
      },
      { tls: 'implicit', tlsStore },
    ),
  );
  return { listener, tlsStore };
}

async function visit({ address: { port } }: Listener, version: SecureVersion, session?: Buffer) {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'mail.test',
    rejectUnauthorized: false,
    session,
    minVersion: version,
    maxVersion: version,
  });
  let ticket: Buffer | undefined;
  socket.on('session', (fresh: Buffer) => {
    ticket = fresh;
  });
  await once(socket, 'data');
  const reused = socket.isSessionReused();
  socket.end();
  await once(socket, 'close');
  return { reused, ticket };
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: a TLS session resumes at another replica with the same secret, service and certificates`, async () => {
    const one = await replica({});
    const { ticket } = await visit(one.listener, version);
    assert.ok(ticket);
    const resumedAt = async (other: Awaited<ReturnType<typeof replica>>) =>
      (await visit(other.listener, version, ticket)).reused;
    assert.equal(await resumedAt(await replica({})), true);
    assert.equal(await resumedAt(await replica()), false, 'without a secret each has its own');
    assert.equal(await resumedAt(await replica({ secret: `${SECRET}!` })), false);
    assert.equal(await resumedAt(await replica({ service: 'smtp-ingress' })), false);
    assert.equal(await resumedAt(await replica({ nowMs: () => 2 * DAY_MS })), false, 'keys are of a day');
    const more = { pairs: [pair, await certificateFor('b.test')] };
    assert.equal(await resumedAt(await replica({}, more)), false, 'with other certificates');
    assert.equal(
      await resumedAt(await replica({}, { clientCa: pair.certificate })),
      false,
      'who asks for certificates',
    );
  });
}

test("a long-running process gets the next day's ticket keys, the same as processes that start then", async () => {
  let now = DAY_MS;
  const { listener, tlsStore } = await replica({ nowMs: () => now });
  const { ticket } = await visit(listener, 'TLSv1.3');
  await tlsStore.reload();
  assert.equal((await visit(listener, 'TLSv1.3', ticket)).reused, true);
  now += DAY_MS;
  await tlsStore.reload();
  assert.equal((await visit(listener, 'TLSv1.3', ticket)).reused, false);
  const fresh = await visit(listener, 'TLSv1.3');
  const next = await replica({ nowMs: () => 2 * DAY_MS });
  assert.equal((await visit(next.listener, 'TLSv1.3', fresh.ticket)).reused, true);
});
