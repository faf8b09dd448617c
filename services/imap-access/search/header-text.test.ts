import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldCase } from '@postroom/mime';
import { headerHasText } from './header-text.ts';

const header = Buffer.from(
  'Received: from A.example by B.example\r\nSubject: =?utf-8?B?5Lit5paH?= and\r\n =?utf-8?Q?_caf=C3=A9?=\r\nX-Raw: süß\r\n\r\n',
);

test('text anywhere in a header', () => {
  for (const text of ['a.EXAMPLE by', 'x-raw', '中文', 'Café', 'SÜß'])
    assert.ok(headerHasText(header, foldCase(text)), text);
  for (const text of ['c.example', '文中']) assert.ok(!headerHasText(header, foldCase(text)), text);
});
