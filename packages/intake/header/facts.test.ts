import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFacts } from './facts.ts';

test('the last of several Message-IDs counts, as in display, sorting and search', () => {
  const idOf = (...ids: string[]) =>
    readFacts(Buffer.from(`${ids.map((id) => `Message-ID: ${id}\r\n`).join('')}\r\n`), 'mail.postroom.test').messageId;
  assert.equal(idOf('<one@a.test>', '<two@a.test>'), '<two@a.test>');
  assert.equal(idOf('<one@a.test>', ''), '<one@a.test>', 'one with nothing in it is none');
  assert.equal(idOf('<one@a.test>', 'none'), '');
  assert.equal(idOf(), '');
});
