import type { Pool } from '@postroom/database';
import { readPlainEntries } from './plain-entries.ts';

/** Uids among `uids` whose raw header block satisfies `matches`; headers are read in pages. */
export async function findInHeaders(
  pool: Pool,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array,
  matches: (header: Buffer) => boolean,
): Promise<number[]> {
  const found: number[] = [];
  for await (const page of readPlainEntries(pool, accountId, mailboxId, uids, { header: true })) {
    for (const entry of page) if (entry.header && matches(entry.header)) found.push(entry.uid);
  }
  return found;
}
