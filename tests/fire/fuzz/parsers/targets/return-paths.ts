import assert from 'node:assert/strict';
import { parseMailbox } from '@postroom/smtp';
import { ReturnPaths } from '../../../../../packages/sender-auth/srs/return-paths.ts';
import type { ParserTarget } from '../parser-target.ts';

const NOW = new Date(Date.UTC(2026, 10, 29));
const OURS = 'postroom.test';
const paths = new ReturnPaths(['a secret of sixteen or more']);
const made = [
  `${'a'.repeat(60)}@b.example`,
  'a@b.example',
  '"a b"@b.example',
  'SRS0=AAAAAA=77=c.example=d@b.example',
].map((sender) => paths.rewritten(sender, OURS, NOW)?.address ?? '');

/** Reverse-paths that are rewritten, and those that come back (SRS): an address that was not made here must lead nowhere. */
export const returnPaths: ParserTarget = {
  name: 'return-paths',
  dictionary: [
    'SRS0=',
    'SRS1=',
    'srs0+',
    '=',
    '==',
    '=77=',
    '@',
    '"',
    '\\',
    '.',
    `@${OURS}`,
    '\0',
    '\xc3\xa9',
    '[',
    ']',
  ],
  say: (random) => random.pick([...made, 'SRS0=AAAAAA=77=c.example=d@postroom.test', 'a@b.example']),
  check(input) {
    const address = input.toString();
    const sender = paths.sender(address, NOW);
    if (typeof sender === 'string' && sender !== 'forged')
      assert.ok(
        made.some((one) => one.toLowerCase() === address.toLowerCase()) || parseMailbox(address),
        `${address} leads to ${sender}`,
      );
    const rewritten = paths.rewritten(address, OURS, NOW)?.address;
    if (rewritten === undefined) return;
    assert.ok(parseMailbox(rewritten), `${rewritten} is no address`);
    assert.ok(rewritten.lastIndexOf('@') <= 64, `${rewritten} is longer than all servers accept`);
    // It leads back to the sender, or to the first forwarder.
    assert.notEqual(paths.sender(rewritten, NOW), 'forged');
  },
};
