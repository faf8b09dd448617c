/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../jmap/types.ts';
import { withoutFarRows } from './forget-rows.ts';

/** A list of which that many rows were read, each a conversation with one more email. */
function listOf(count: number) {
  const ids = Array.from({ length: count }, (_, at) => `E${at}`);
  const row = (id: string, threadId: string): [string, Row] => [id, { id, threadId } as Row];
  const rows = Object.fromEntries(ids.flatMap((id) => [row(id, `T${id}`), row(`${id}-old`, `T${id}`)]));
  const threads = Object.fromEntries(ids.map((id) => [`T${id}`, [`${id}-old`, id]]));
  return { rows, threads, list: { ids }, selected: new Set(['E2000']), openId: 'E1000' };
}

test('of a long list only the rows that may be seen, are selected or open stay in memory', () => {
  const kept = withoutFarRows(listOf(3_000), (position) => position >= 2_900, 'E1500');
  assert.ok(kept);
  assert.equal(Object.keys(kept.rows).length, 2 * 103);
  for (const id of ['E2900', 'E2999', 'E2999-old', 'E2000', 'E1000', 'E1000-old', 'E1500'])
    assert.ok(kept.rows[id], id);
  assert.equal(kept.rows.E2899, undefined);
  assert.deepEqual(kept.threads.TE2900, ['E2900-old', 'E2900']);
  assert.equal(Object.keys(kept.threads).length, 103);
});

test('rows of a list that is not long all stay', () => {
  assert.equal(
    withoutFarRows(listOf(2_000), () => false),
    undefined,
  );
});
