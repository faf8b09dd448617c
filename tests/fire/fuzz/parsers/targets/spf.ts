import assert from 'node:assert/strict';
import type { Random, Records } from '@postroom/testkit';
import { LETTER } from '../../../../../packages/sender-auth/testing.ts';
import { mutate } from '../../mutate.ts';
import type { ParserTarget } from '../parser-target.ts';
import { judged } from '../sender-results.ts';

const TERMS = [
  ...[
    'include:n1.example',
    'include:n2.example',
    'include:%{i}.n3.example',
    'redirect=n1.example',
    'redirect=n2.example',
  ],
  ...[
    'a',
    'a:n1.example/24',
    'mx',
    'mx:n2.example//64',
    'ptr',
    'ptr:n1.example',
    'exists:%{l1r-}.%{d2}.n.example',
    'all',
    '-all',
  ],
  ...[
    '~all',
    '?all',
    'ip4:203.0.113.0/24',
    'ip4:1.2.3.4/33',
    'ip6:2001:db8::/32',
    'exp=n1.example',
    'x=%{s}%{o}%{h}%{c}%{r}%{t}%{v}%{p}',
  ],
];
const DICTIONARY = [
  ...TERMS,
  'v=spf1',
  'v=spf1 ',
  'v=spf10',
  '%',
  '%%',
  '%_',
  '%-',
  '%{d99999}',
  '%{',
  '/',
  '//',
  ':',
  ' ',
  '\t',
  '\0',
  '\xff',
];

function record(random: Random): string {
  return ['v=spf1', ...Array.from({ length: random.below(12) }, () => random.pick(TERMS))].join(' ');
}

/** SPF records (RFC 7208 4, 5, 7) that lead to others endlessly. */
export const spf: ParserTarget = {
  name: 'spf',
  dictionary: DICTIONARY,
  say: record,
  async check(text, random) {
    const made = new Map<string, Records | 'away' | undefined>([['n0.example', { TXT: [text.toString('latin1')] }]]);
    const { results, resolver } = await judged(
      Buffer.from(LETTER),
      (name) => {
        if (!made.has(name)) made.set(name, recordsOf(random));
        return made.get(name);
      },
      'alice@n0.example',
    );
    assert.ok(results.spf.info.length < 2_000, `${results.spf.info.length} octets of comment`);
    assert.ok(resolver.asked <= 150, `${resolver.asked} questions`);
  },
};

function recordsOf(random: Random): Records | 'away' | undefined {
  if (random.chance(0.2)) return random.chance(0.2) ? 'away' : undefined;
  const text = mutate(Buffer.from(record(random)), random, DICTIONARY).toString('latin1');
  return {
    TXT: random.chance(0.05) ? [text, text] : [text],
    A: Array.from({ length: random.below(30) }, (_, at) => `192.0.2.${at}`),
    AAAA: [random.pick(['2001:db8::1', '::ffff:203.0.113.7', 'x'])],
    MX: Array.from({ length: random.below(30) }, (_, at) => [at, `m${at}.example`] as const),
    PTR: Array.from({ length: random.below(30) }, (_, at) => `p${at}.example`),
  };
}
