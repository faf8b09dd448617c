import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

test('a traceparent is parsed and formatted', () => {
  const text = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', flags: 1 };
  assert.deepEqual(parseTraceparent(text), context);
  assert.equal(formatTraceparent(context), text);
});

test('an invalid traceparent is ignored', () => {
  const zeros = `00-${'0'.repeat(32)}-b7ad6b7169203331-01`;
  for (const text of [null, undefined, '', 'x', zeros, '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01']) {
    assert.equal(parseTraceparent(text), undefined);
  }
});
