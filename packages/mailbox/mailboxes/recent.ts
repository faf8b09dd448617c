import type { Queryable } from '@postroom/database';
import type { MailboxRef } from './mailbox-ref.ts';

/**
 * Claims the messages below `uidNext` that no session has had as \Recent, for a session that will report them so (RFC 3501 2.3.2). Returns
 * the first claimed uid; `uidNext` if there are none left. Of two sessions that ask at the same time only one gets them.
 */
export async function claimRecent(db: Queryable, mailbox: MailboxRef, uidNext: number): Promise<number> {
  const { rows } = await db.query<{ first: number }>({
    name: 'claim-recent',
    text: `with before as (
        select recent_uid from mailboxes where account_id = $1 and id = $2 for update
      )
      update mailboxes m set recent_uid = $3 from before
      where m.account_id = $1 and m.id = $2 and before.recent_uid < $3
      returning before.recent_uid as first`,
    values: [mailbox.accountId, mailbox.mailboxId, uidNext],
  });
  return rows[0]?.first ?? uidNext;
}
