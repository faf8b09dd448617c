import { LETTER, resealed, testKey } from '../../../../../packages/sender-auth/testing.ts';
import type { ParserTarget } from '../parser-target.ts';
import { judged } from '../sender-results.ts';

const key = await testKey('rsa-sha256', 'list.example');
const record = Object.values(key.zone).flatMap((one) => (typeof one === 'string' ? [] : (one.TXT ?? [])));
const sealed = await resealed(LETTER, key);
const set = sealed.slice(0, sealed.indexOf('\r\nFrom:') + 2);

/** ARC sets (RFC 8617 4) that are missing, doubled or out of order, up to fifty and more. */
export const arc: ParserTarget = {
  name: 'arc',
  dictionary: [
    ...[
      'i=0;',
      'i=1;',
      'i=2;',
      'i=50;',
      'i=51;',
      'i=1e1;',
      'cv=none;',
      'cv=pass;',
      'cv=fail;',
      'a=rsa-sha256;',
      'b=;',
      'bh=;',
      'h=from;',
    ],
    ...[
      'ARC-Seal: i=2; ',
      'ARC-Message-Signature: i=2; ',
      'ARC-Authentication-Results: i=2; ',
      'dmarc=pass',
      ' (',
      ')',
      '\r\n ',
      '\r\n',
    ],
  ],
  say(random) {
    const more = Array.from({ length: random.pick([0, 0, 1, 2, 5, 60]) }, (_, at) =>
      set.replaceAll('i=1;', `i=${at + 2};`),
    );
    return more.reverse().join('') + sealed;
  },
  check: (message) => judged(message, () => ({ TXT: record })),
};
