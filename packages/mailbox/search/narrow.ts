import type { Pool } from '@postroom/database';
import type { SearchKey } from './search.ts';
import { areMany, type Candidates, findCandidates } from './text-index/candidates.ts';
import { contains, type Wanted } from './text-index/wanted.ts';

/** In a mailbox with fewer messages, looking at all of them is as fast. */
const FEW = 1_000;

/**
 * Returns the messages that a search has to look at, according to the index of texts; null means all. Questions about headers need to be
 * asked only for these messages.
 * @param messages the number of messages in the mailbox
 */
export async function candidatesOf(
  pool: Pool,
  accountId: number,
  query: SearchKey,
  messages: number,
): Promise<Candidates | null> {
  return messages < FEW ? null : findCandidates(pool, accountId, wanted(query), messages / 2);
}

/** Returns whether so much text must be searched that it should be read in storage order (askKeptTexts), which takes more statements. */
export function isLong(messages: number, candidates: Candidates | null): boolean {
  return messages >= FEW && (!candidates || areMany(candidates));
}

/** Returns what a message must contain to match. Negated keys say nothing about that. */
function wanted(query: SearchKey): Wanted {
  switch (query.key) {
    case 'and':
    case 'or':
      return { key: query.key, of: query.of.map(wanted) };
    case 'found':
    case 'subject':
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'text':
      return contains(query.contains);
    default:
      return { key: 'anything' };
  }
}
