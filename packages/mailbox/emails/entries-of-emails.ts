import { packBigints, type Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type MailView, narrowing } from '../sharing/mail-view.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';

/** An entry of a message in any mailbox. */
export interface EmailEntry {
  readonly messageId: number;
  readonly mailboxId: number;
  readonly uid: number;
  readonly flags: number;
  readonly keywords: string[];
  readonly size: number;
}

/** The most entries that one call changes. */
const MAX_ENTRIES = 50_000;

/** Returns all visible entries of these messages by message id, those marked \Deleted included. Throws limit-reached. */
export async function entriesOfEmails(
  tx: Transaction,
  view: MailView,
  messageIds: readonly number[],
): Promise<Map<number, EmailEntry[]>> {
  const { suffix, values, and } = narrowing(view, 3);
  const { rows } = await tx.query<EmailEntry & Record<string, unknown>>({
    ...prepared(`entries-of-emails${suffix}`, view.reader),
    text: `select e.message_id as "messageId", e.mailbox_id as "mailboxId", e.uid, ${flagsSeen('e.', view.reader)} as flags, e.keywords, e.size
      from unnest($2::bigint[]) as w (id) cross join lateral (
        select * from mailbox_entries where account_id = $1 and message_id = w.id${and('mailbox_id')} offset 0
      ) e order by e.mailbox_id, e.uid limit ${MAX_ENTRIES + 1}`,
    values: [view.accountId, packBigints(messageIds), ...values],
  });
  if (rows.length > MAX_ENTRIES)
    throw new MailError('limit-reached', 'These messages have too many copies to be changed at once');
  return Map.groupBy(rows, ({ messageId }) => messageId);
}
