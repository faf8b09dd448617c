import { generateKeyPairSync } from 'node:crypto';
import { LETTER, signed, testKey } from '../../../../../packages/sender-auth/testing.ts';
import type { Names } from '../names.ts';
import type { ParserTarget } from '../parser-target.ts';
import { judged } from '../sender-results.ts';

const keys = await Promise.all([
  testKey('rsa-sha256', 'example.org', 'one'),
  testKey('ed25519-sha256', 'example.org', 'two'),
]);
const messages = [
  await signed(LETTER, keys),
  await signed(LETTER.replaceAll('\r\n\r\n', '\r\n \t\r\n'), keys.slice(1)),
  await signed(`${LETTER.slice(0, LETTER.indexOf('\r\n\r\n'))}\r\n\r\n`, keys.slice(1)),
].map((message) => message.toString('latin1'));
const short = generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey.export({ format: 'der', type: 'spki' });
const records = keys.flatMap(({ zone }) =>
  Object.values(zone).flatMap((one) => (typeof one === 'string' ? [] : (one.TXT ?? []))),
);

/** Signatures and the messages around them (RFC 6376 3.5). */
export const dkim: ParserTarget = {
  name: 'dkim',
  dictionary: [
    ...[
      'v=1;',
      'a=rsa-sha256;',
      'a=ed25519-sha256;',
      'a=rsa-sha1;',
      'c=simple/simple;',
      'c=relaxed;',
      'd=example.org;',
    ],
    ...[
      'h=from:from:to;',
      'h=;',
      'l=0;',
      'l=99999999999999999999;',
      't=0;',
      'x=1;',
      'x=99999999999;',
      'i=@example.org;',
      'i=@;',
    ],
    ...[
      'bh=;',
      'b=',
      'q=dns/txt;',
      's=one;',
      'z=From:x|To:y;',
      '=20',
      '\r\n ',
      '\r\n',
      'DKIM-Signature: v=1; ',
      'From: x@y\r\n',
    ],
  ],
  say(random) {
    const message = random.pick(messages);
    const fields = Array.from({ length: random.below(4) }, () => message.slice(0, message.indexOf('\r\nFrom:') + 2));
    return random.chance(0.01) ? fields.join('').repeat(300) + message : fields.join('') + message;
  },
  check: (message) =>
    judged(message, (name) => ({ TXT: [name.startsWith('two') ? (records[1] ?? '') : (records[0] ?? '')] })),
};

/** Key records (RFC 6376 3.6.1): several of them, or a long chain of aliases to them. */
export const dkimKeys: ParserTarget = {
  name: 'dkim-keys',
  dictionary: [
    ...[
      'v=DKIM1;',
      'v=DKIM2;',
      'k=rsa;',
      'k=ed25519;',
      'k=dsa;',
      'h=sha256;',
      'h=sha1:sha256;',
      's=email;',
      's=*;',
      't=y:s;',
      'p=;',
    ],
    ...[`p=${short.toString('base64')};`, `p=${'A'.repeat(2_800)};`, 'n=;', 'g=*;', '"', '\\;', '\0', '\xff'],
  ],
  say: (random) => random.pick(records),
  check(record, random) {
    const text = record.toString('latin1');
    const names: Names = random.chance(0.05)
      ? (name) => ({ CNAME: random.chance(0.5) ? name : `a${name.length}.${name.slice(0, 100)}` })
      : () => ({ TXT: random.chance(0.1) ? [text, text] : [text] });
    return judged(Buffer.from(messages[random.below(messages.length)] ?? '', 'latin1'), names);
  },
};
