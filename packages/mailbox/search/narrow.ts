import type { Pool } from '@postroom/database';
import type { SearchKey } from './search.ts';
import { areMany, type Candidates, findCandidates } from './text-index/candidates.ts';
import { contains, type Wanted } from './text-index/wanted.ts';

/** In a mailbox with fewer messages it is as quick to look at them all. */
const FEW = 1_000;

/**
 * Which messages a search has to look at, as the index of texts tells; null: at all of them. Whoever asks about headers finds them in these
 * messages only.
 * @param messages how many the mailbox has
 */
export async function candidatesOf(
  pool: Pool,
  accountId: number,
  query: SearchKey,
  messages: number,
): Promise<Candidates | null> {
  return messages < FEW ? null : findCandidates(pool, accountId, wanted(query), messages / 2);
}

/** Whether so much text is to be compared that it is read in the order in which it lies (askKeptTexts), which takes some more statements. */
export function isLong(messages: number, candidates: Candidates | null): boolean {
  return messages >= FEW && (!candidates || areMany(candidates));
}

/** What a message must say to match. Of what must not be in it nothing follows. */
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
