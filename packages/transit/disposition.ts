import type { Transaction } from '@postroom/database';
import { noteProgress } from '@postroom/sending';
import { insertEvents } from './events.ts';
import { spellings } from './spellings.ts';

/** What a disposition notification says about a message that one of our accounts sent (RFC 8098). Any of it may be false. */
export interface ReportedDisposition {
  /** The account that the notification was sent to. Only mail that this account sent is looked for. */
  accountId: number;
  /** The Message-ID of the message that was sent, with its angle brackets. */
  messageId: string;
  /** Addresses that the recipient is known by. */
  addresses: readonly string[];
  /** deleted, dispatched, displayed or processed. */
  disposition: string;
  /** The id of the message that contains the notification. */
  reportMailId: string;
}

/** Notifications that are kept for one message. Its recipient could forge any number of them. */
const MAX_NOTED = 100;

/** Adds the notification to the trace of the message. Returns the accounts whose sent mail has changed. */
export async function noteDisposition(tx: Transaction, reported: ReportedDisposition): Promise<number[]> {
  const { accountId, messageId, addresses, disposition, reportMailId } = reported;
  const { rows } = await tx.query<{ id: string; mail_id: string }>(
    `select d.id, d.mail_id from (
       select id from accepted_mails where message_id = $1 and account_id = $2 order by id desc limit 1
     ) mail
     cross join lateral (
       select id, mail_id from deliveries where mail_id = mail.id and (recipient = any($3) or original_recipient = any($3)) limit 1
     ) d
     where (select count(*) from delivery_events where mail_id = mail.id and kind = 'disposition') < ${MAX_NOTED}`,
    [messageId, accountId, addresses.flatMap(spellings)],
  );
  const [delivery] = rows;
  if (!delivery) return [];
  const detail = { disposition, reportMailId };
  await insertEvents(tx, [{ mailId: delivery.mail_id, deliveryId: delivery.id, kind: 'disposition', detail }]);
  return noteProgress(tx, [{ accountId, mailId: delivery.mail_id }]);
}
