import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slot, Slots } from '@postroom/queue/signals';
import { isMailError } from '@postroom/types';
import { MaildropLocks } from './locks.ts';

/** Slots of one Redis that several processes share. */
function slotsOf(taken: Set<string>): Slots & { away: boolean } {
  return {
    away: false,
    async take(name) {
      if (this.away) throw new Error('connection refused');
      if (taken.has(name)) return null;
      taken.add(name);
      return { renew: async () => taken.has(name), release: async () => void taken.delete(name) } satisfies Slot;
    },
    [Symbol.dispose]() {},
  };
}

const log = { warn() {} };
const inUse = (error: unknown) => isMailError(error, 'in-use');

test('a maildrop is open in one session at a time, in this process and all others', async () => {
  const redis = new Set<string>();
  using here = new MaildropLocks(slotsOf(redis), log);
  using there = new MaildropLocks(slotsOf(redis), log);
  await here.take(1);
  await there.take(2);
  await assert.rejects(here.take(1), inUse);
  await assert.rejects(there.take(1), inUse);
  await here.release(1);
  await there.take(1);
  await assert.rejects(here.take(1), inUse);
});

test('of two simultaneous logins one gets the maildrop', async () => {
  using locks = new MaildropLocks(slotsOf(new Set()), log);
  const results = await Promise.allSettled([locks.take(1), locks.take(1)]);
  assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
});

test('a login that waits gets the maildrop when the other session ends', async () => {
  using locks = new MaildropLocks(slotsOf(new Set()), log);
  await locks.take(1);
  const waiting = locks.take(1);
  await locks.release(1);
  await waiting;
});

test('without Redis a maildrop lock is unavailable, and releasing one does not fail', async () => {
  const slots = slotsOf(new Set());
  using locks = new MaildropLocks(slots, log);
  slots.away = true;
  await assert.rejects(locks.take(1), (error) => isMailError(error, 'unavailable'));
  await locks.release(1);
});
