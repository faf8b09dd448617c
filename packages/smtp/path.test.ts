import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePath, scanPath } from './path.ts';

test('paths are parsed, and invalid ones refused', () => {
  assert.deepEqual(parsePath('<>'), { kind: 'null' });
  assert.deepEqual(parsePath('<PostMaster>'), { kind: 'postmaster' });
  const mailbox = { localPart: 'a', domain: 'x.test' };
  assert.deepEqual(parsePath('<a@x.test>'), { kind: 'mailbox', mailbox });
  assert.deepEqual(parsePath('<@r1.test,@r2.test:a@x.test>'), { kind: 'mailbox', mailbox });
  for (const bad of ['a@x.test', '<a@x.test', '<a>', '<a@x.test>>', '< a@x.test>', '<@r1.test:>', '']) {
    assert.equal(parsePath(bad), undefined, bad);
  }
});

test('the text behind a path is returned', () => {
  assert.equal(scanPath('<a@x.test> SIZE=1 BODY=8BITMIME')?.rest, ' SIZE=1 BODY=8BITMIME');
  assert.equal(scanPath('<> RET=FULL')?.rest, ' RET=FULL');
  assert.equal(scanPath('<"> "@x.test> SIZE=1')?.rest, ' SIZE=1');
});
