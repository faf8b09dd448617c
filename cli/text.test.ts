import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSize, parseSize } from './size.ts';
import { table } from './table.ts';
import { pad, printable, width } from './text.ts';
import { formatSpan, formatTime } from './time.ts';

test('sizes are parsed and formatted alike', () => {
  const sizes: [string, number | undefined][] = [
    ['500M', 500 * 1024 ** 2],
    ['2g', 2 * 1024 ** 3],
    ['1.5 GiB', 1.5 * 1024 ** 3],
    ['10KB', 10_240],
    ['123', 123],
    ['0', 0],
    ['-1', undefined],
    ['M', undefined],
    ['1X', undefined],
    ['99999999P', undefined],
  ];
  for (const [text, octets] of sizes) assert.equal(parseSize(text), octets, text);
  assert.deepEqual([0, 1023, 1024, 1536, 500 * 1024 ** 2, 2 ** 40].map(formatSize), [
    '0',
    '1023',
    '1K',
    '1.5K',
    '500M',
    '1T',
  ]);
});

test('terminal control characters are made visible', () => {
  assert.equal(printable('a\u001b[2Jb\r\nc\u202ed'), 'a\\x1b[2Jb\\x0d\\x0ac\\x202ed');
  assert.equal(printable('Grüße, 你好 👋'), 'Grüße, 你好 👋');
});

test('columns are aligned in any script', () => {
  assert.deepEqual(['abc', '你好', 'e\u0301', '👋'].map(width), [3, 4, 1, 2]);
  assert.equal(pad('你', 4, 'right'), '  你');
  const text = table(
    [
      { name: 'WHO', of: (row: [string, string]) => row[0] },
      { name: 'N', of: (row) => row[1], align: 'right' },
    ],
    [
      ['你好', '1'],
      ['bob', '22'],
    ],
  );
  assert.equal(text, 'WHO    N\n你好   1\nbob   22');
});

test('times are shown in local time, and durations are rounded', () => {
  const at = new Date(2026, 4, 4, 13, 7, 9, 45);
  assert.equal(formatTime(at.toISOString()), '2026-05-04 13:07:09');
  assert.equal(formatTime(at.toISOString(), { milliseconds: true }), '2026-05-04 13:07:09.045');
  const later = (seconds: number) => formatSpan(at, new Date(at.getTime() + seconds * 1000));
  assert.deepEqual([later(-5), later(12), later(60), later(7_300), later(200_000)], ['0s', '12s', '1m', '2h', '2d']);
});
