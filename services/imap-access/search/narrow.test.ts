import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decoder, gather, readSearch, SEARCH_KEYS } from '@postroom/imap';
import { readsHeaders, withoutHeaders } from './narrow.ts';
import type { Asked } from './query.ts';

const parse = (text: string): Asked => readSearch(new Decoder(gather(text)), new Map(Object.entries(SEARCH_KEYS)));

test('what is stored is not read again', () => {
  for (const text of ['ALL', 'SUBJECT x', 'HEADER From x', 'OR SEEN (BODY x CC y)', 'NOT TO x']) {
    assert.equal(readsHeaders(parse(text)), false, text);
  }
  for (const text of [
    'HEADER Message-ID x',
    'HEADER From ""',
    'OR SEEN NOT HEADER X-A b',
    'SEEN (HEADER X-A b)',
    'TEXT a',
  ]) {
    assert.equal(readsHeaders(parse(text)), true, text);
  }
});

test('headers are read of those messages alone that the other keys leave', () => {
  assert.deepEqual(withoutHeaders(parse('SEEN HEADER X-A b FLAGGED')), parse('SEEN FLAGGED'));
  assert.deepEqual(withoutHeaders(parse('OR SEEN HEADER X-A b')), { key: 'all' });
  assert.deepEqual(withoutHeaders(parse('NOT HEADER X-A b')), { key: 'all' });
});
