import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';

/**
 * What STATUS can be asked for (RFC 3501 6.3.10; HIGHESTMODSEQ: RFC 7162 3.1.7; SIZE: RFC 8438; DELETED and DELETED-STORAGE:
 * RFC 9208 4.1.4).
 */
const STATUS_ITEMS = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'HIGHESTMODSEQ',
  'SIZE',
  'DELETED',
  'DELETED-STORAGE',
] as const;

export type StatusItem = (typeof STATUS_ITEMS)[number];

const isItem = (word: string): word is StatusItem => (STATUS_ITEMS as readonly string[]).includes(word);

export function readStatusItems(decoder: Decoder): StatusItem[] {
  const items = decoder.expectList(() => {
    const word = decoder.expectWord('a status item');
    if (!isItem(word)) throw new ImapSyntaxError(`Unknown status item ${word.slice(0, 40)}`);
    return word;
  });
  if (items.length === 0) throw new ImapSyntaxError('Expected a status item');
  return [...new Set(items)];
}
