import assert from 'node:assert/strict';
import { activityOf, hasMacros, isPage } from '../../../../../packages/policy/message/active-content.ts';
import { filesInText } from '../../../../../packages/policy/message/files-in-text.ts';
import { runnableIn } from '../../../../../packages/policy/message/runnable.ts';
import type { ParserTarget } from '../parser-target.ts';

const TEXTS = [
  'Look:\r\n\r\nbegin 644 run.exe\r\n&:&5L;&\\*\r\n`\r\nend\r\n',
  `begin 755 a.zip\nM${'4$L#!'.repeat(12)}\n \`\nend\nbegin 600 b\n#86)C\n\`\nend\n`,
  'begin-base64 644 run.exe\r\nd2hhdGV2ZXI=\r\n====\r\n',
  '=ybegin line=128 size=8 name=run.exe\r\n\xa1\x92\x8b\x9e=}\x8f\xa0\r\n=yend size=8\r\n',
  '=ybegin part=1 total=2 line=128 size=8 name=a b.zip\r\n=ypart begin=1 end=8\r\n\xa1\x92\x8b\r\n=yend size=8 part=1\r\n',
];

/** Files in texts: their size is limited, and no uuencode line decodes to more than 63 octets. */
export const textFiles: ParserTarget = {
  name: 'text-files',
  dictionary: [
    'begin 644 ',
    'begin-base64 ',
    '=ybegin ',
    '=ypart ',
    '=yend',
    'name=',
    '\r\n',
    '\n',
    '`',
    'M',
    '=',
    'end',
  ],
  say: (random) => random.pick(TEXTS),
  async check(input) {
    const files = filesInText(input.toString('latin1'));
    assert.ok(files.length <= 20);
    const octets = await Promise.all(files.map(async (file) => (await file.body()).length));
    assert.ok(octets.reduce((sum, length) => sum + length, 0) <= 63 * input.length, 'more than was written');
  },
};

const PAGES = [
  '<!doctype html><html><script>location = URL.createObjectURL(new Blob([x]))</script></html>',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="go()"><script>x</script></svg>',
  `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${[...'_VBA_PROJECT'].map((letter) => `${letter}\0`).join('')}\0\0`,
  `MZ${'\0'.repeat(58)}@\0\0\0PE\0\0`,
  `${'\0'.repeat(32_769)}CD001`,
];

/** Recognition of attachments by their contents. */
export const contents: ParserTarget = {
  name: 'contents',
  dictionary: [
    '<script',
    'onload=',
    '<a ',
    'new Blob(',
    'data:application/',
    'PE\0\0',
    '\xff\xff\xff\xff',
    'MZ',
    '_VBA_PROJECT',
    '\0',
  ],
  say: (random) => random.pick(PAGES),
  check(input) {
    runnableIn(input, input.subarray(-600));
    hasMacros(input);
    if (isPage(['a'], input)) activityOf(input.toString('latin1'));
    else activityOf(`<${input.toString('latin1')}`);
  },
};
