/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Origin } from '../../jmap/types.ts';
import { isAsSure } from './as-sure.ts';

type Proof = NonNullable<Origin['sender']>['proof'];

const from = (proof: Proof | null): Origin => ({
  sender: proof && { proof, domain: 'x.test' },
  isFirst: false,
  looksLike: null,
  junk: [],
  leavesAt: null,
});

test('a later mail counts if its sender is proved as well as that of the earlier one', () => {
  for (const proof of ['own', 'proven'] as const) {
    assert.ok(isAsSure(from('proven'), from(proof)));
    for (const other of ['unproven', 'unknown', 'denied', null] as const)
      assert.ok(!isAsSure(from(other), from(proof)), `${other} after ${proof}`);
  }
  assert.ok(isAsSure(from('unproven'), from('unproven')));
  assert.ok(isAsSure(from('proven'), from('unproven')));
  assert.ok(isAsSure(from(null), from(null)));
});

test('a mail whose domain denies it never counts, not even after another such mail', () => {
  for (const proof of ['denied', 'unproven', null] as const) assert.ok(!isAsSure(from('denied'), from(proof)));
});
