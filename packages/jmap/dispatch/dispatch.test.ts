import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MethodError } from '../errors/method-error.ts';
import { readRequest } from '../request/read-request.ts';
import { dispatch, methodTable } from './dispatch.ts';

const methods = methodTable<null>([
  { name: 'Core/echo', capability: 'core', run: (_context, args) => args },
  {
    name: 'A/many',
    capability: 'a',
    run: () => [
      ['A/many', { n: 1 }],
      ['B/set', { n: 2 }],
    ],
  },
  {
    name: 'A/fail',
    capability: 'a',
    run() {
      throw new Error('secret');
    },
  },
  {
    name: 'A/half',
    capability: 'a',
    run: () => [
      ['A/half', { n: 1 }],
      ['B/set', () => Promise.reject(new MethodError('stateMismatch', 'no'))],
    ],
  },
  {
    name: 'A/refuse',
    capability: 'a',
    run: () => Promise.reject(new MethodError('accountNotFound', 'no', { more: 1 })),
  },
  {
    name: 'A/create',
    capability: 'a',
    run(_context, _args, { createdIds }) {
      createdIds.set('k', 'E7');
      return {};
    },
  },
  { name: 'A/get', capability: 'a', run: (_context, args) => args },
]);

async function run(using: string[], methodCalls: unknown[], more: object = {}) {
  const body = new TextEncoder().encode(JSON.stringify({ using, methodCalls, ...more }));
  const request = readRequest(body, { maxSizeRequest: 1e6, maxCallsInRequest: 100 }, new Set(['core', 'a']));
  const seen: unknown[] = [];
  const response = await dispatch(request, methods, null, {
    onError(error) {
      seen.push(error);
      return new MethodError('serverFail', 'Something went wrong here');
    },
    breath: async () => {},
  });
  return { ...response, seen };
}

test('calls run in order and can refer to earlier responses', async () => {
  const { methodResponses } = await run(
    ['core', 'a'],
    [
      ['A/many', {}, '0'],
      ['Core/echo', { '#x': { resultOf: '0', name: 'A/many', path: '/n' } }, '1'],
      ['Core/echo', { '#x': { resultOf: '1', name: 'Core/echo', path: '/x' } }, '2'],
      // A reference to a later call or to the call itself finds nothing, so there are no circles.
      ['Core/echo', { '#x': { resultOf: '3', name: 'Core/echo', path: '/x' } }, '3'],
    ],
  );
  assert.deepEqual(methodResponses.slice(0, 4), [
    ['A/many', { n: 1 }, '0'],
    ['B/set', { n: 2 }, '0'],
    ['Core/echo', { x: 1 }, '1'],
    ['Core/echo', { x: 1 }, '2'],
  ]);
  assert.equal(methodResponses[4]?.[0], 'error');
  assert.equal(methodResponses[4]?.[1].type, 'invalidResultReference');
});

test('a response is kept when an implicit call after it fails', async () => {
  const { methodResponses } = await run(['a'], [['A/half', {}, '0']]);
  assert.deepEqual(
    methodResponses.map(([name, { type, n }, callId]) => [name, type ?? n, callId]),
    [
      ['A/half', 1, '0'],
      ['error', 'stateMismatch', '0'],
    ],
  );
});

test('a method needs its capability in using, and without any no method is known', async () => {
  const calls = [
    ['Core/echo', {}, '0'],
    ['A/many', {}, '1'],
    ['constructor', {}, '2'],
  ];
  assert.deepEqual(
    (await run(['core'], calls)).methodResponses.map(([name, { type }]) => type ?? name),
    ['Core/echo', 'unknownMethod', 'unknownMethod'],
  );
  const none = await run([], calls);
  assert.ok(none.methodResponses.every(([name, { type }]) => name === 'error' && type === 'unknownMethod'));
});

test('a failing call does not affect the others, and unexpected errors are reported vaguely', async () => {
  const { methodResponses, seen } = await run(
    ['core', 'a'],
    [
      ['A/fail', {}, '0'],
      ['A/refuse', {}, '1'],
      ['Core/echo', {}, '2'],
    ],
  );
  assert.deepEqual(methodResponses, [
    ['error', { type: 'serverFail', description: 'Something went wrong here' }, '0'],
    ['error', { type: 'accountNotFound', description: 'no', more: 1 }, '1'],
    ['Core/echo', {}, '2'],
  ]);
  assert.equal(seen.length, 1);
});

test('createdIds are returned only if the request has them', async () => {
  assert.equal((await run(['a'], [['A/create', {}, '0']])).createdIds, undefined);
  const { methodResponses } = await run(
    ['a'],
    [
      ['A/create', {}, '0'],
      ['A/get', { ids: ['#k', '#other', 'E1'] }, '1'],
    ],
  );
  assert.deepEqual(
    methodResponses[1]?.[1],
    { ids: ['E7', '#other', 'E1'] },
    'what the request made is got by that, too',
  );
  assert.deepEqual((await run(['a'], [['A/create', {}, '0']], { createdIds: { old: 'E1' } })).createdIds, {
    old: 'E1',
    k: 'E7',
  });
});
