import { type Decoder, ImapSyntaxError } from '@postroom/imap';
import type { SortCriterion, SortKey } from '@postroom/mailbox';

/** RFC 5256 3, RFC 5957. */
const KEYS: Readonly<Record<string, SortKey>> = {
  ARRIVAL: 'arrival',
  CC: 'cc',
  DATE: 'date',
  FROM: 'from',
  SIZE: 'size',
  SUBJECT: 'subject',
  TO: 'to',
  DISPLAYFROM: 'display-from',
  DISPLAYTO: 'display-to',
};

/** Reads criteria in parentheses, at least one. A criterion that is repeated is ignored, so there are never more than keys. */
export function readSortCriteria(args: Decoder): SortCriterion[] {
  const criteria = new Map<SortKey, SortCriterion>();
  args.expectList(() => {
    const reverse = args.keyword('REVERSE');
    if (reverse) args.expectSpace();
    const word = args.expectWord('a sort criterion');
    const by = Object.hasOwn(KEYS, word) ? KEYS[word] : undefined;
    if (!by) throw new ImapSyntaxError(`Unknown sort criterion ${word.slice(0, 40)}`);
    if (!criteria.has(by)) criteria.set(by, { by, reverse });
  });
  if (criteria.size === 0) throw new ImapSyntaxError('Expected a sort criterion');
  return [...criteria.values()];
}
