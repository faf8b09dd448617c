import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestError } from '../errors/request-error.ts';
import { MAX_DEPTH, MAX_VALUES } from './measure-json.ts';
import { readRequest } from './read-request.ts';

const limits = { maxSizeRequest: 2_000_000, maxCallsInRequest: 16 };
const core = 'urn:ietf:params:jmap:core';
const known = new Set([core]);

function read(body: string | Uint8Array) {
  return readRequest(typeof body === 'string' ? new TextEncoder().encode(body) : body, limits, known);
}

function refusal(body: string | Uint8Array): { type: string; limit?: string | undefined } {
  try {
    read(body);
  } catch (error) {
    assert.ok(error instanceof RequestError, String(error));
    const { type, status, limit } = error.problem();
    assert.equal(status, 400);
    return { type: type.replace('urn:ietf:params:jmap:error:', ''), ...(limit === undefined ? {} : { limit }) };
  }
  return assert.fail('it was read');
}

function request(methodCalls: unknown, more: object = {}): string {
  return JSON.stringify({ using: [core], methodCalls, ...more });
}

test('a valid request is parsed', () => {
  const body = request([['Core/echo', { hello: true }, 'a']], { createdIds: { k: 'E1' }, later: 'ignored' });
  const { using, methodCalls, createdIds } = read(body);
  assert.deepEqual([...using], [core]);
  assert.deepEqual(methodCalls, [{ name: 'Core/echo', args: { hello: true }, callId: 'a' }]);
  assert.deepEqual(createdIds, new Map([['k', 'E1']]));
  assert.equal(read(request([])).createdIds, null);
});

test('a body that is not JSON in UTF-8 gives notJSON', () => {
  const cases = ['', '{', 'null}', '{"using":[],}', "{'using':[]}", '\ufeff{}', '{"using":[NaN],"methodCalls":[]}'];
  for (const body of cases) assert.deepEqual(refusal(body), { type: 'notJSON' }, body);
  assert.deepEqual(refusal(Uint8Array.from([0x22, 0xc3, 0x28, 0x22])), { type: 'notJSON' });
});

test('ambiguous JSON gives notJSON', () => {
  const call = (args: string) => `{"using":[],"methodCalls":[["a",${args},"b"]]}`;
  const twice = [
    '{"using":["x"],"using":[],"methodCalls":[]}',
    call('{"x":1,"y":2,"x":1}'),
    call('{"x":1,"\\u0078":2}'),
    call('{"__proto__":1,"__proto__":2}'),
    call('{"x":[{"y":[{"1":0,"1":0}]}]}'),
    call('{"x":{"a":1,"b":{}},"x":{"a":1}}'),
  ];
  const halves = [call('{"x":"\\ud800"}'), call('{"x":["\\udc00\\ud800"]}'), call('{"\\uDFFF":1}')];
  const huge = [call('{"x":1e400}'), call('{"x":[-1e400]}')];
  for (const body of [...twice, ...halves, ...huge]) assert.deepEqual(refusal(body), { type: 'notJSON' }, body);
  const plain = ['{"x":{"x":1},"X":[{"x":":"}]}', '{"\\\\ud800":"\\ud83d\\ude00 \\" : , :"}', '{"":1," ":2}'];
  for (const args of plain) assert.equal(read(call(args)).methodCalls.length, 1, args);
});

test('JSON that is not a request gives notRequest', () => {
  const bodies = [
    'null',
    '[]',
    '7',
    '"x"',
    '{}',
    '{"using":[]}',
    '{"methodCalls":[]}',
    '{"using":{},"methodCalls":[]}',
    '{"using":[7],"methodCalls":[]}',
    request({}),
    request([7]),
    request([[]]),
    request([['a', {}]]),
    request([['a', {}, 'b', 'c']]),
    request([[1, {}, 'b']]),
    request([['a', [], 'b']]),
    request([['a', null, 'b']]),
    request([['a', {}, 3]]),
    request([['a'.repeat(256), {}, 'b']]),
    request([], { createdIds: [] }),
    request([], { createdIds: { k: 7 } }),
    request([], { createdIds: { 'k k': 'E1' } }),
  ];
  for (const body of bodies) assert.deepEqual(refusal(body), { type: 'notRequest' }, body);
});

test('the announced limits are enforced', () => {
  const calls = (count: number) => request(Array.from({ length: count }, (_, n) => ['Core/echo', {}, `${n}`]));
  assert.equal(read(calls(16)).methodCalls.length, 16);
  assert.deepEqual(refusal(calls(17)), { type: 'limit', limit: 'maxCallsInRequest' });
  assert.deepEqual(refusal(calls(10_000)), { type: 'limit', limit: 'maxCallsInRequest' });
  const octets = (size: number) => request([]).padEnd(size);
  assert.equal(read(octets(2_000_000)).methodCalls.length, 0);
  assert.deepEqual(refusal(octets(2_000_001)), { type: 'limit', limit: 'maxSizeRequest' });
});

test('an unknown capability is refused', () => {
  assert.deepEqual(refusal('{"using":["urn:x"],"methodCalls":[]}'), { type: 'unknownCapability' });
  assert.equal(read('{"using":[],"methodCalls":[]}').using.size, 0);
});

test('depth and number of values are limited before parsing', () => {
  const deep = (levels: number) =>
    request([['a', { x: 0 }, 'b']]).replace('0', '['.repeat(levels) + ']'.repeat(levels));
  assert.equal(read(deep(MAX_DEPTH - 4)).methodCalls.length, 1);
  assert.deepEqual(refusal(deep(MAX_DEPTH)), { type: 'notRequest' });
  assert.deepEqual(refusal('['.repeat(1_000_000)), { type: 'notRequest' });
  assert.deepEqual(refusal(`[${'[],'.repeat(MAX_VALUES)}1]`), { type: 'notRequest' });
  // Brackets in strings do not count, and escaped quotes end no string.
  assert.equal(read(request([['a', { x: `${'['.repeat(1000)}"\\`.repeat(3) }, 'b']])).methodCalls.length, 1);
});

test('a property named __proto__ is an ordinary property', () => {
  const [call] = read('{"using":[],"methodCalls":[["a",{"__proto__":{"polluted":1}},"b"]]}').methodCalls;
  assert.deepEqual(Object.keys(call?.args ?? {}), ['__proto__']);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});
