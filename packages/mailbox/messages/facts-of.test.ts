import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from '@postroom/mime';
import { factsOf } from './facts-of.ts';

function sentOn(date: string): string | null {
  const header = Buffer.from(`Subject: x\r\nDate: ${date}\r\n\r\n`);
  return factsOf(describe(header), header).sentOn;
}

test('the sent date is the day as written, in any time zone', () => {
  assert.equal(sentOn('Sun, 22 Nov 2026 23:30:00 -0800'), '2026-11-22');
  assert.equal(sentOn('Sun, 22 Nov 2026 00:30:00 +0800 (CST)'), '2026-11-22');
  assert.equal(sentOn('22 Nov 2026 00:30 EST'), '2026-11-22');
  assert.equal(sentOn('no date'), null);
});
