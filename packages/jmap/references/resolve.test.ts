import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MethodError } from '../errors/method-error.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { referenceBudget, resolveReferences } from './resolve.ts';

const responses = [
  {
    name: 'Email/query',
    callId: 'q',
    args: {
      ids: ['E1', 'E2'],
      'a/b': { 'm~n': 8 },
      '': 'empty',
      list: [{ ids: ['x', 'y'] }, { ids: [] }, { ids: ['z'] }],
    },
  },
  { name: 'Email/get', callId: 'q', args: { ids: ['other'] } },
];

function find(path: string, name = 'Email/query', resultOf = 'q'): Json | undefined {
  return resolveReferences({ '#it': { resultOf, name, path } }, responses, referenceBudget()).it;
}

function fails(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof MethodError, String(error));
    return error.type;
  }
  return assert.fail('it was found');
}

test('a pointer finds values, and * collects those of every item in one array', () => {
  assert.deepEqual(find('/ids'), ['E1', 'E2']);
  assert.equal(find('/ids/1'), 'E2');
  assert.equal(find('/a~1b/m~0n'), 8);
  assert.equal(find('/'), 'empty');
  assert.deepEqual(find('/list/*/ids'), ['x', 'y', 'z']);
  assert.deepEqual(find('/ids/*'), ['E1', 'E2']);
  assert.deepEqual(find(''), responses[0]?.args);
});

test('a path that finds nothing, however hostile, gives invalidResultReference', () => {
  const paths = [
    'ids',
    '/none',
    '/ids/2',
    '/ids/-1',
    '/ids/01',
    '/ids/1e0',
    '/ids/length',
    '/ids/-',
    '/ids/1/x',
    '/__proto__',
    '/constructor',
    '/toString',
    '/ids/__proto__',
    '/ids/constructor/prototype',
    '/list/*/none',
    '/list/*/ids/*/x',
    '/~',
    '/~2',
    '/*',
    '/ids/99999999999999999999',
    `/${'a/'.repeat(400)}`,
    '/x'.repeat(2_000),
    '/\u0000',
  ];
  for (const path of paths)
    assert.equal(
      fails(() => find(path)),
      'invalidResultReference',
      path,
    );
  assert.equal(
    fails(() => find('/ids', 'Email/get')),
    'invalidResultReference',
    'the first response of the call counts',
  );
  assert.equal(
    fails(() => find('/ids', 'Email/query', 'none')),
    'invalidResultReference',
  );
  for (const reference of [null, 7, 'x', [], {}, { resultOf: 'q', name: 'Email/query' }] as Json[]) {
    const resolve = () => resolveReferences({ '#it': reference }, responses, referenceBudget());
    assert.equal(fails(resolve), 'invalidResultReference', JSON.stringify(reference));
  }
});

test('an argument given both directly and by reference is refused', () => {
  const reference = { resultOf: 'q', name: 'Email/query', path: '/ids' };
  assert.equal(
    fails(() => resolveReferences({ ids: [], '#ids': reference }, responses, referenceBudget())),
    'invalidArguments',
  );
  const args = { accountId: 'a1', '#ids': reference };
  assert.deepEqual(resolveReferences(args, responses, referenceBudget()), { accountId: 'a1', ids: ['E1', 'E2'] });
  const resolved = resolveReferences({ '#__proto__': reference }, responses, referenceBudget());
  assert.deepEqual(Object.keys(resolved), ['__proto__']);
  assert.equal(Array.isArray(resolved), false);
});

test('a request that doubles its size with each call is stopped', () => {
  const budget = referenceBudget();
  const all: { name: string; callId: string; args: JsonObject }[] = [
    { name: 'e', callId: '0', args: { x: 'y'.repeat(1000) } },
  ];
  const grow = (): void => {
    for (let n = 1; n < 100; n++) {
      const reference = { resultOf: `${n - 1}`, name: 'e', path: '' };
      all.push({
        name: 'e',
        callId: `${n}`,
        args: resolveReferences({ '#a': reference, '#b': reference }, all, budget),
      });
    }
  };
  assert.equal(fails(grow), 'invalidResultReference');
  assert.ok(all.length < 16, `${all.length}`);
});

test('multiplying stars in a path are stopped', () => {
  let nested: Json = 1;
  for (let level = 0; level < 6; level++) nested = Array.from({ length: 12 }, () => nested) as Json;
  const response = { name: 'e', callId: '0', args: { nested } };
  const reference = { resultOf: '0', name: 'e', path: `/nested${'/*'.repeat(6)}` };
  assert.equal(
    fails(() => resolveReferences({ '#a': reference }, [response], referenceBudget())),
    'invalidResultReference',
  );
});
