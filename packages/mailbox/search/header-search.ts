import type { Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { readPlainEntries } from '../read/plain-entries.ts';
import { FoundBits } from './found-bits.ts';

/** What `look` finds in the raw header blocks of these messages, each of which is read once, in pages. */
export async function findInHeaders(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  look: (header: Buffer) => Promise<Buffer | null>,
): Promise<FoundBits> {
  const found = new FoundBits();
  for await (const page of readPlainEntries(pool, mailbox, uids, { header: true })) {
    for (const entry of page) {
      const bits = entry.header && (await look(entry.header));
      if (bits) found.add(entry.uid, bits);
    }
  }
  return found;
}
