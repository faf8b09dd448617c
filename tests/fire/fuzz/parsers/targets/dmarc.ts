import assert from 'node:assert/strict';
import { reportAddresses, tagOf } from '@postroom/reports';
import { LETTER } from '../../../../../packages/sender-auth/testing.ts';
import type { ParserTarget } from '../parser-target.ts';
import { judged } from '../sender-results.ts';

/** DMARC records (RFC 9989 4.7) anywhere on the tree walk from the author's domain (4.10). */
export const dmarc: ParserTarget = {
  name: 'dmarc',
  dictionary: [
    ...[
      'v=DMARC1',
      'v=DMARC1;',
      'p=reject',
      'p=none;',
      'sp=quarantine;',
      'np=reject;',
      'psd=y;',
      'psd=n;',
      'psd=u;',
      't=y;',
      'pct=0;',
    ],
    ...[
      'adkim=s;',
      'aspf=r;',
      'fo=1:d:s;',
      'rua=mailto:a@b.example!10m,',
      'rua=https://x/;',
      '!',
      ',',
      ';',
      '=',
      '%00',
      '\0',
      '\xff',
    ],
  ],
  say: (random) =>
    random.pick([
      'v=DMARC1; p=reject; rua=mailto:d@example.org',
      'v=DMARC1; p=none; sp=reject; adkim=s; psd=y',
      'v=DMARC1; np=reject; t=y',
    ]),
  async check(record, random) {
    const text = record.toString('latin1');
    for (const { address, maxBytes } of reportAddresses(tagOf(text, 'rua'))) {
      assert.match(address, /^[^\s@]+@[^\s@]+$/);
      assert.ok(maxBytes === null || maxBytes >= 0);
    }
    const labels = Array.from({ length: 1 + random.below(100) }, (_, at) => `l${at}`);
    const from = [...labels, 'example.org'].join('.').slice(-random.pick([20, 60, 250, 400]));
    const { resolver } = await judged(Buffer.from(LETTER.replace('example.org', from)), (name) =>
      name.startsWith('_dmarc.') && random.chance(0.3)
        ? { TXT: random.chance(0.1) ? [text, text] : [text] }
        : undefined,
    );
    assert.ok(resolver.asked <= 20, `${resolver.asked} questions for ${from}`);
  },
};
