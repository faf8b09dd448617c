import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TlsStore } from '@postroom/net';
import { provisionalPair } from './provisional.ts';

const pairFor = async (name: string) => ({ ...(await provisionalPair(name)), from: name, isPreferred: true });
const first = (store: TlsStore) => store.shelf.pairFor('').from;

test('a self-signed certificate is used until an authority issued one; ours is the default for all other names', async () => {
  const kept: Awaited<ReturnType<typeof pairFor>>[] = [];
  using store = await TlsStore.open({
    pairs: [],
    hostname: 'mail.a.test',
    kept: { read: async () => kept, provisional: provisionalPair },
  });
  assert.deepEqual(store.shelf.pairFor('unknown.test').names, ['mail.a.test']);
  const ours = first(store);
  kept.push(await pairFor('mail.b.test'));
  await store.reload();
  assert.deepEqual([store.shelf.pairFor('mail.b.test').from, first(store)], ['mail.b.test', ours]);
  kept.push(await pairFor('mail.a.test'));
  await store.reload();
  assert.deepEqual(
    ['mail.a.test', 'unknown.test'].map((name) => store.shelf.pairFor(name).from),
    [...['mail.a.test', 'mail.a.test']],
  );
  kept.pop();
  await store.reload();
  assert.equal(first(store), ours, 'one that has ended is shown no more');
});

test('while the database is away all certificates stay in use', async () => {
  const pair = await pairFor('mail.a.test');
  let isAway = false;
  const read = async () => {
    if (isAway) throw new Error('away');
    return [pair];
  };
  const errors: unknown[] = [];
  using store = await TlsStore.open({
    pairs: [],
    hostname: 'mail.a.test',
    kept: { read, provisional: provisionalPair },
    onError: (error) => errors.push(error),
  });
  isAway = true;
  await store.reload();
  await store.reload();
  assert.deepEqual([first(store), errors.length], ['mail.a.test', 1], 'told once');
});
