import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.ts';

test('concurrent requests are limited, and the others follow in order, also after a failure', async () => {
  const turns = new Turns(2);
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const run = (name: string, signal?: AbortSignal): Promise<string> =>
    turns.run(() => {
      begun.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    }, signal);
  const [a, b] = [run('a'), run('b')];
  const givenUp = new AbortController();
  const c = assert.rejects(run('c', givenUp.signal), /nobody waits/);
  const d = run('d');
  const e = run('e');
  await new Promise(setImmediate);
  assert.deepEqual(begun, ['a', 'b']);
  givenUp.abort(new Error('nobody waits'));
  await c;
  const refused = assert.rejects(a, /refused/);
  ends.get('a')?.reject(new Error('refused'));
  await refused;
  await new Promise(setImmediate);
  assert.deepEqual(begun, ['a', 'b', 'd']);
  ends.get('b')?.resolve('B');
  assert.equal(await b, 'B');
  ends.get('d')?.resolve('D');
  assert.equal(await d, 'D');
  await new Promise(setImmediate);
  assert.deepEqual(begun, ['a', 'b', 'd', 'e']);
  ends.get('e')?.resolve('E');
  assert.equal(await e, 'E');
  await assert.rejects(run('f', AbortSignal.abort(new Error('too late'))), /too late/);
  assert.equal(begun.includes('f'), false);
});
