import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Semaphore } from './semaphore.ts';

const never = new AbortController().signal;

test('a limited number may enter, and the others follow in order of arrival', async () => {
  const semaphore = new Semaphore(2);
  const log: string[] = [];
  const [first, second] = [await semaphore.acquire(never), await semaphore.acquire(never)];
  const acquire = async (name: string): Promise<() => void> => {
    const release = await semaphore.acquire(never);
    log.push(name);
    return release;
  };
  const [third, fourth] = [acquire('third'), acquire('fourth')];
  second();
  (await third)();
  first();
  (await fourth)();
  assert.deepEqual(log, ['third', 'fourth']);
  await Promise.all([semaphore.acquire(never), semaphore.acquire(never)]);
});

test('a waiter that gives up takes no place', async () => {
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire(never);
  const patience = new AbortController();
  const waiting = semaphore.acquire(patience.signal);
  patience.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(semaphore.acquire(patience.signal), /enough/);
  release();
  (await semaphore.acquire(never))();
});
