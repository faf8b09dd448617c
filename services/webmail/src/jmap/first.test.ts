import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, FirstAnswers } from './first.ts';

test('a preloaded answer is used for the same request once', () => {
  const methodCalls: Call[] = [['Quota/get', { accountId: 'a1' }, '0']];
  const methodResponses: Call[] = [['Quota/get', { list: [] }, '0']];
  const first = new FirstAnswers([{ methodCalls, methodResponses }]);
  assert.ok(first.has('Quota/get'));
  assert.equal(first.take([['Quota/get', { accountId: 'a2' }, '0']]), undefined);
  assert.equal(first.take(methodCalls), methodResponses);
  assert.equal(first.take(methodCalls), undefined);
  assert.ok(!first.has('Quota/get'));
  assert.equal(new FirstAnswers().take(methodCalls), undefined);
});
