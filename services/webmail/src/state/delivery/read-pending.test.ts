/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Args, Invocation } from '../../jmap/client.ts';
import { readPending } from './read-pending.ts';

/** A server with that many mails that are to be sent later. */
function serverWith(count: number): (calls: readonly Invocation[]) => Promise<Args[]> {
  const all = Array.from({ length: count }, (_, at) => ({
    id: `S${at}`,
    sendAt: new Date(Date.UTC(2027, 0, 1 + at)).toISOString(),
  }));
  return ([query]) => {
    const { position, limit } = (query?.[1] ?? {}) as { position: number; limit: number };
    const page = all.toReversed().slice(position, position + limit);
    return Promise.resolve([{ ids: page.map(({ id }) => id) }, { list: page }]);
  };
}

test('all mails that are to be sent later are read, however many there are, the next one first', async () => {
  for (const count of [0, 3, 4, 9]) {
    const found = await readPending(serverWith(count), 4, null);
    const wanted = Array.from({ length: count }, (_, at) => `S${at}`);
    assert.deepEqual(
      found.map(({ id }) => id),
      wanted,
    );
  }
});
