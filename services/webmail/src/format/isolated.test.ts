/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolated } from './isolated.ts';

test('only text that could turn the words around it is isolated', () => {
  for (const plain of ['Ann Doe', '王伟', 'naïve', '12 €', '😀', '']) assert.equal(isolated(plain), plain);
  for (const turning of ['שלום', 'Ann سلام', 'a\u200F', 'b\u061C', 'c\u202E', '\u{1E900}'])
    assert.equal(isolated(turning), `\u2068${turning}\u2069`);
});
