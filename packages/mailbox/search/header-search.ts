import type { Pool } from '@postroom/database';
import { readPlainEntries } from '../read/plain-entries.ts';
import type { FoundBits } from './search.ts';

/** What `look` finds in the raw header blocks of these messages, each of which is read once, in pages. */
export async function findInHeaders(
  pool: Pool,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array,
  look: (header: Buffer) => Promise<Buffer | null>,
): Promise<FoundBits> {
  const found: FoundBits = { uids: [], bits: [] };
  for await (const page of readPlainEntries(pool, accountId, mailboxId, uids, { header: true })) {
    for (const entry of page) {
      const bits = entry.header && (await look(entry.header));
      if (!bits) continue;
      found.uids.push(entry.uid);
      found.bits.push(bits);
    }
  }
  return found;
}
