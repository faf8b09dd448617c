import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { type Authority, certificateFor, listenForTest, newAuthority, readAll } from './testing.ts';
import { TlsStore } from './tls-store.ts';

const authority = await newAuthority('ours');

/** Returns the addresses that a listener accepts from a client with this certificate. */
async function addressesOf(pair: object, by: Authority | null = authority): Promise<string> {
  const files = await certificateFor('a.test');
  const clientCa = join(dirname(files.key), 'ca.pem');
  if (by) await writeFile(clientCa, by.certificate);
  using tlsStore = await TlsStore.open({ pairs: [files], ...(by ? { clientCa } : {}) });
  await using listener = await listenForTest(
    async (connection) => void (await connection.write(JSON.stringify(connection.certifiedAddresses))),
    { tls: 'implicit', tlsStore },
  );
  return await readAll(connect({ host: '127.0.0.1', port: listener.address.port, rejectUnauthorized: false, ...pair }));
}

test('a certificate of a trusted authority gives its addresses', async () => {
  assert.equal(
    await addressesOf(await authority.issue(['alice@a.test', 'bob@a.test'])),
    '["alice@a.test","bob@a.test"]',
  );
});

test('a missing, foreign, expired or too large certificate gives no addresses, nor one that was not requested', async () => {
  const pair = await authority.issue(['alice@a.test']);
  const none: Promise<string>[] = [
    addressesOf({}),
    addressesOf(await (await newAuthority('another')).issue(['alice@a.test'])),
    addressesOf(await authority.issue(['alice@a.test'], { from: -20, until: -1 })),
    addressesOf(await authority.issue(['alice@a.test'], { from: 1, until: 20 })),
    addressesOf(await authority.issue(Array.from({ length: 21 }, (_, at) => `a${at}@a.test`))),
    addressesOf(pair, null),
  ];
  assert.deepEqual(await Promise.all(none), Array(none.length).fill('[]'));
});

test('a name that imitates several names gives none of them', async () => {
  const odd = ['x, email:alice@a.test', 'x@a.test, DNS:y', '"alice@a.test"', 'eve@b.test'];
  assert.equal(await addressesOf(await authority.issue(odd)), '["eve@b.test"]');
});
