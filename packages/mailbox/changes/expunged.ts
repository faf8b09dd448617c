import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { CHANGES_FROM } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { packedUids, unpackUids } from '../read/packed-uids.ts';

export interface Expunged {
  /** Ascending. */
  uids: Uint32Array;
  /**
   * Whether these are all that were expunged after the modseq. If not, some were forgotten: the server then sends every uid that the
   * client may know and that does not exist (RFC 7162 3.2.5.2, 3.2.6).
   */
  isComplete: boolean;
}

/** Returns the uids expunged after a modseq, for FETCH (CHANGEDSINCE … VANISHED) and QRESYNC. Throws not-found. */
export async function expungedSince(db: Queryable, mailbox: MailboxRef, since: number): Promise<Expunged> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{ uids: string | null; is_complete: boolean }>({
    name: 'expunged-since',
    text: `select ${CHANGES_FROM} <= $3 as is_complete, (
        select ${packedUids('x.uid')} from expunged_entries x
        where x.account_id = $1 and x.mailbox_id = $2 and x.modseq > $3
      ) as uids
      from account_state s where s.account_id = $1`,
    values: [mailbox.accountId, mailbox.mailboxId, since],
  });
  const row = rows[0];
  if (!row) throw new MailError('not-found', 'the account is gone');
  return { uids: unpackUids(row.uids), isComplete: row.is_complete };
}
