import type { Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { readHeaders } from '../read/header-entries.ts';
import { FoundBits } from './found-bits.ts';

/** Returns what `look` finds in the raw headers of these messages; each is read once, in pages. */
export async function findInHeaders(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  look: (header: Buffer) => Promise<Buffer>,
): Promise<FoundBits> {
  const found = new FoundBits();
  for await (const page of readHeaders(pool, mailbox, uids)) {
    for (const entry of page) {
      if (!entry.header) continue;
      const bits = await look(entry.header);
      // Most headers match nothing, so they get no row.
      if (bits.some((octet) => octet !== 0)) found.add(entry.uid, bits);
    }
  }
  return found;
}
