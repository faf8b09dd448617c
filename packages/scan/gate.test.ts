import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from './gate.ts';

const never = new AbortController().signal;

test('so many are in at once, and the others come in the order in which they came', async () => {
  const gate = new Gate(2);
  const log: string[] = [];
  const [first, second] = [await gate.enter(never), await gate.enter(never)];
  const enter = async (name: string): Promise<() => void> => {
    const leave = await gate.enter(never);
    log.push(name);
    return leave;
  };
  const [third, fourth] = [enter('third'), enter('fourth')];
  second();
  (await third)();
  first();
  (await fourth)();
  assert.deepEqual(log, ['third', 'fourth']);
  await Promise.all([gate.enter(never), gate.enter(never)]);
});

test('who gives up while waiting takes no place', async () => {
  const gate = new Gate(1);
  const leave = await gate.enter(never);
  const patience = new AbortController();
  const waiting = gate.enter(patience.signal);
  patience.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(gate.enter(patience.signal), /enough/);
  leave();
  (await gate.enter(never))();
});
