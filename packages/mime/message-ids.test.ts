import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { messageIds } from './message-ids.ts';

describe('message ids', () => {
  it('RFC 5322 3.6.4: lists of ids are read, with or without blanks between them', () => {
    assert.deepEqual(messageIds('<1234@local.machine.example>\r\n <3456@example.net>'), [
      '1234@local.machine.example',
      '3456@example.net',
    ]);
    assert.deepEqual(messageIds('<a@b><c@d>'), ['a@b', 'c@d']);
  });

  it('RFC 5322 4.5.4: phrases are skipped; comments and blanks inside an id are removed', () => {
    assert.deepEqual(messageIds('Your message of "Tue" <1234   @   local(blah)  .machine .example>'), [
      '1234@local.machine.example',
    ]);
  });

  it('broken ids are read as far as possible', () => {
    assert.deepEqual(messageIds('someone@example.com'), ['someone@example.com']);
    assert.deepEqual(messageIds('no id'), []);
    assert.deepEqual(messageIds('<<a@b>>'), ['a@b']);
    assert.deepEqual(messageIds('<a <b@c>'), ['b@c']);
    assert.deepEqual(messageIds('<unclosed'), []);
    assert.deepEqual(messageIds('<>'), []);
    assert.deepEqual(messageIds('<j\xc3\xb6@x>'), ['jö@x']);
    assert.equal(messageIds(`<${'x'.repeat(5000)}@y>`)[0]?.length, 998);
  });

  it('of endless references the root and the nearest ancestors are kept', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `${i}@x`);
    const kept = messageIds(ids.map((id) => `<${id}>`).join(' '), 10);
    assert.deepEqual(kept, ['0@x', ...ids.slice(-9)]);
  });
});
