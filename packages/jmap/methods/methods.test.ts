import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MethodError } from '../errors/method-error.ts';
import { SetError } from '../errors/set-error.ts';
import { readEmailCondition } from '../mail/email-filter.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { Arguments } from './arguments.ts';
import { readChanges } from './changes.ts';
import { pick, readGet } from './get.ts';
import { patchSet, readPatch } from './patch.ts';
import { MAX_CONDITIONS, readQuery, windowOf } from './query.ts';
import { readSet } from './set.ts';
import { attemptEach, SetResult } from './set-result.ts';

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof MethodError || error instanceof SetError, String(error));
    return error.type;
  }
  return 'none';
}

const get = (args: JsonObject) =>
  readGet(new Arguments(args), { maxObjectsInGet: 3 }, (name) => ['id', 'name', 'size'].includes(name));

test('/get: wrong argument types, unknown properties and too many ids are refused', () => {
  assert.deepEqual(get({ accountId: 'a1' }), { accountId: 'a1', ids: null, properties: null });
  assert.deepEqual(get({ accountId: 'a1', ids: ['x', 'x', 'y'], properties: ['name'] }), {
    accountId: 'a1',
    ids: ['x', 'y'],
    properties: ['id', 'name'],
  });
  const wrong: JsonObject[] = [
    {},
    { accountId: null },
    { accountId: 7 },
    { accountId: 'a 1' },
    { accountId: 'a1', ids: 'x' },
    { accountId: 'a1', ids: [7] },
    { accountId: 'a1', properties: ['nothing'] },
    { accountId: 'a1', properties: ['constructor'] },
    { accountId: 'a1', ids: {} },
  ];
  for (const args of wrong)
    assert.equal(
      errorOf(() => get(args)),
      'invalidArguments',
      JSON.stringify(args),
    );
  assert.equal(
    errorOf(() => get({ accountId: 'a1', ids: ['1', '2', '3', '4'] })),
    'requestTooLarge',
  );
  assert.deepEqual(pick({ id: 1, name: 2, size: 3 }, ['id', 'size', 'toString']), { id: 1, size: 3 });
});

test('an unknown argument is refused', () => {
  const args = new Arguments({ accountId: 'a1', idz: [] });
  args.accountId();
  assert.equal(
    errorOf(() => args.end()),
    'invalidArguments',
  );
});

test('/changes: needs a state, and maxChanges above zero', () => {
  const read = (args: JsonObject) => errorOf(() => readChanges(new Arguments({ accountId: 'a1', ...args })));
  assert.equal(read({ sinceState: '17' }), 'none');
  assert.equal(read({ sinceState: '0', maxChanges: 1 }), 'none');
  for (const args of [
    {},
    { sinceState: 7 },
    { sinceState: '1', maxChanges: 0 },
    { sinceState: '1', maxChanges: -1 },
    { sinceState: '1', maxChanges: 1.5 },
  ]) {
    assert.equal(read(args), 'invalidArguments', JSON.stringify(args));
  }
});

test('/set: the number of objects created, updated and destroyed together is limited', () => {
  const read = (args: JsonObject) => readSet(new Arguments({ accountId: 'a1', ...args }), { maxObjectsInSet: 3 });
  assert.deepEqual(read({ create: { k: {} }, update: { '#k': {}, E1: { x: null } }, destroy: null }), {
    accountId: 'a1',
    ifInState: null,
    create: [['k', {}]],
    update: [
      ['#k', {}],
      ['E1', { x: null }],
    ],
    destroy: [],
  });
  assert.equal(
    errorOf(() => read({ create: { k: {} }, update: { E1: {} }, destroy: ['1', '2'] })),
    'requestTooLarge',
  );
  for (const args of [
    { create: [] },
    { create: { k: 7 } },
    { create: { '#k': {} } },
    { update: { 'a b': {} } },
    { destroy: {} },
  ] as JsonObject[]) {
    assert.equal(
      errorOf(() => read(args)),
      'invalidArguments',
      JSON.stringify(args),
    );
  }
});

test('/set: creation ids with special names are returned unchanged', () => {
  const result = new SetResult();
  result.created('__proto__', { id: 'E1' });
  result.failed('Updated', 'constructor', new SetError('notFound', 'no'));
  const response = result.response('a1', '1', '2');
  assert.deepEqual(Object.keys(response.created as JsonObject), ['__proto__']);
  assert.deepEqual(response.notUpdated, { constructor: { type: 'notFound', description: 'no' } });
  assert.equal(response.destroyed, null);
});

test('/set: changes of an object named by its creation id are reported under its real id', () => {
  const result = new SetResult(new Map([['k', 'E1']]));
  result.updated('#k');
  result.destroyed('#k');
  result.failed('Destroyed', '#other', new SetError('notFound', 'no'));
  const { updated, destroyed, notDestroyed } = result.response('a1', '1', '2');
  assert.deepEqual([updated, destroyed], [{ E1: null }, ['E1']]);
  assert.deepEqual(Object.keys(notDestroyed as JsonObject), ['#other']);
});

test('a patch is read per property, and paths inside other properties are refused', () => {
  const patch = readPatch({ 'keywords/$seen': true, 'keywords/a~1b': null, subject: 'x' });
  assert.deepEqual(patchSet(['a/b', 'c'], patch.get('keywords') ?? { whole: null }), new Set(['c', '$seen']));
  assert.deepEqual(patch.get('subject'), { whole: 'x' });
  assert.deepEqual(patchSet(['a'], { whole: { b: true } }), new Set(['b']));
  assert.deepEqual(patchSet(['a'], { whole: null }), new Set());
  const wrong: JsonObject[] = [
    { keywords: {}, 'keywords/a': true },
    { 'a/b': 1, 'a/b/c': 1 },
    { '': 1 },
    { '/a': 1 },
    { '~': 1 },
    { 'a~2': 1 },
    { 'a/b': 1, 'a/b/c/d': 1, x: 1 },
  ];
  for (const each of wrong)
    assert.equal(
      errorOf(() => readPatch(each)),
      'invalidPatch',
      JSON.stringify(each),
    );
  const values: Json[] = [[], 7, { a: false }, { a: 1 }, 'x'];
  for (const whole of values)
    assert.equal(
      errorOf(() => patchSet([], { whole })),
      'invalidPatch',
      JSON.stringify(whole),
    );
  assert.equal(
    errorOf(() => patchSet([], { inside: [{ path: ['a', 'b'], value: true }] })),
    'invalidPatch',
  );
  assert.equal(
    errorOf(() => patchSet([], { inside: [{ path: ['a'], value: false }] })),
    'invalidPatch',
  );
  assert.deepEqual([...patchSet([], { inside: [{ path: ['__proto__'], value: true }] })], ['__proto__']);
});

test('a patch of a hundred thousand paths is read in linear time', () => {
  const patch = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`keywords/k${n}`, true as Json]));
  assert.equal(patchSet([], readPatch(patch).get('keywords') ?? { whole: null }).size, 100_000);
});

const query = (args: JsonObject) =>
  readQuery(new Arguments({ accountId: 'a1', ...args }), {
    readCondition: readEmailCondition,
    isSortProperty: (name) => ['receivedAt', 'hasKeyword'].includes(name),
    isKeywordSort: (name) => name === 'hasKeyword',
  });

test('/query: filters and sort orders are parsed', () => {
  assert.equal(query({ filter: null }).filter, null);
  const { filter, sort } = query({
    filter: { operator: 'NOT', conditions: [{ inMailbox: 'M1', hasKeyword: '$Seen', subject: null }] },
    sort: [
      { property: 'receivedAt', isAscending: false },
      { property: 'hasKeyword', keyword: '$flagged' },
    ],
  });
  assert.deepEqual(filter, { operator: 'NOT', conditions: [{ condition: { inMailbox: 'M1', hasKeyword: '$seen' } }] });
  assert.deepEqual(sort[1], { property: 'hasKeyword', isAscending: true, keyword: '$flagged' });
});

test('/query: unsupported and invalid filters and sorts are refused', () => {
  let deep: JsonObject = {};
  for (let level = 0; level < 40; level++) deep = { operator: 'NOT', conditions: [deep] };
  const wide = { operator: 'OR', conditions: Array.from({ length: MAX_CONDITIONS }, () => ({})) };
  const unsupported: JsonObject[] = [{ nothing: 1 }, { constructor: 1 }, { text: 'x'.repeat(1_001) }, deep, wide];
  for (const filter of unsupported)
    assert.equal(
      errorOf(() => query({ filter })),
      'unsupportedFilter',
    );
  const wrong: Json[] = [
    [],
    7,
    { operator: 'XOR', conditions: [] },
    { operator: 'AND' },
    { operator: 'AND', conditions: {} },
    { before: 'yesterday' },
    { operator: 'AND', conditions: [7] },
    { hasKeyword: 'a b' },
    { minSize: -1 },
    { header: [] },
    { header: ['a b'] },
    { text: 7 },
    { before: '2020-01-01T00:00:00+01:00' },
    { hasAttachment: 'yes' },
    { operator: 'AND', conditions: [], text: 'x' },
  ];
  for (const filter of wrong)
    assert.equal(
      errorOf(() => query({ filter })),
      'invalidArguments',
      JSON.stringify(filter),
    );
  assert.equal(
    errorOf(() => query({ sort: [{ property: 'nothing' }] })),
    'unsupportedSort',
  );
  assert.equal(
    errorOf(() => query({ sort: [{ property: 'receivedAt', collation: 'i;octet' }] })),
    'unsupportedSort',
  );
  assert.equal(
    errorOf(() => query({ sort: Array.from({ length: 11 }, () => ({ property: 'receivedAt' })) })),
    'unsupportedSort',
  );
  for (const sort of [
    {},
    [7],
    [{}],
    [{ property: 'hasKeyword' }],
    [{ property: 'receivedAt', isAscending: 1 }],
  ] as Json[]) {
    assert.equal(
      errorOf(() => query({ sort })),
      'invalidArguments',
      JSON.stringify(sort),
    );
  }
});

test('/query: position, anchor and limit select the window of RFC 8620 5.5', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  const at = (position: number, anchor: string | null = null, anchorOffset = 0, limit: number | null = null) =>
    windowOf(all, { position, anchor, anchorOffset, limit }, (anchor) => all.indexOf(anchor), 4);
  assert.deepEqual(at(0), { position: 0, ids: ['a', 'b', 'c', 'd'] });
  assert.deepEqual(at(-2), { position: 3, ids: ['d', 'e'] });
  assert.deepEqual(at(-9, null, 0, 1), { position: 0, ids: ['a'] });
  assert.deepEqual(at(9), { position: 9, ids: [] });
  assert.deepEqual(at(3, 'c', -1, 2), { position: 1, ids: ['b', 'c'] });
  assert.deepEqual(at(0, 'a', -3, 1), { position: 0, ids: ['a'] });
  assert.deepEqual(at(0, 'c', 0, 0), { position: 2, ids: [] });
  assert.equal(
    errorOf(() => at(0, 'z')),
    'anchorNotFound',
  );
});

test('results of many objects are returned by id, whatever the ids are', async () => {
  const asked = [
    ['__proto__', 1],
    ['b', 2],
  ] as const;
  const { done, refused } = await attemptEach(asked, async (id, one) => {
    if (one === 2) throw new SetError('notFound', 'It is not there');
    return id;
  });
  assert.deepEqual(
    [Object.entries(done ?? {}), refused],
    [[['__proto__', '__proto__']], { b: { type: 'notFound', description: 'It is not there' } }],
  );
  assert.deepEqual(await attemptEach([], async () => 1), { done: null, refused: null });
});
