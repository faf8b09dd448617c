import type { DeliveryWord } from '../words/delivery/en.ts';

/** Meanings of enhanced status codes (RFC 3463 3); the first match counts. */
const MEANINGS: readonly [code: RegExp, word: DeliveryWord][] = [
  [/^[45]\.1\.1$/, 'noMailbox'],
  [/^[45]\.(?:1\.2|1\.10|4\.4)$/, 'noDomain'],
  [/^[45]\.2\.1$/, 'closed'],
  [/^[45]\.2\.2$/, 'full'],
  [/^5\.(?:3\.4|2\.3)$/, 'tooLarge'],
  [/^[45]\.4\.7$/, 'tooLong'],
  [/^4\.4\.5$/, 'busy'],
  [/^4\.4\.3$/, 'unknownNow'],
  [/^4\.4\./, 'unreached'],
  [/^4\.3\./, 'busy'],
  [/^4\./, 'putOff'],
  [/^5\.7\./, 'refused'],
];

/** Meanings of basic reply codes (RFC 5321 4.2.3), for replies without an enhanced one. */
const BASIC: Readonly<Record<string, DeliveryWord>> = {
  421: 'busy',
  450: 'putOff',
  451: 'putOff',
  452: 'busy',
  552: 'full',
};

/** Servers say only in words that they are greylisting. */
const GREYLISTED = /gr[ea]y-?\s?list/i;

/** Returns what a server's reply (`550 5.1.1 …`) means, as far as its codes tell. */
export function meaningOf(reply: string): DeliveryWord | undefined {
  if (reply.startsWith('4') && GREYLISTED.test(reply)) return 'greylisted';
  const code = /^(?:\d{3}[ -])?([45]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1];
  if (code === undefined) return BASIC[/^(\d{3})(?:[ -]|$)/.exec(reply)?.[1] ?? ''];
  return MEANINGS.find(([each]) => each.test(code))?.[1];
}

/** Returns a reply without its codes, if text follows them. */
export function wordsOfReply(reply: string): string {
  return reply.replace(/^(?:\d{3}[ -])?(?:\d\.\d+\.\d+ )?(?=\S)/, '');
}
