import type { Transaction } from '@postroom/database';
import { noteProgress } from '@postroom/sending';
import { insertEvents } from './events.ts';
import { spellings } from './spellings.ts';

/** What somebody says became of a mail that one of our accounts sent (RFC 8098). Nothing in it need be true. */
export interface ReportedDisposition {
  /** Who was written to: only mail that this account sent is meant. */
  accountId: number;
  /** Of the mail, with its angle brackets. */
  messageId: string;
  /** Addresses by which the recipient goes. */
  addresses: readonly string[];
  /** deleted, dispatched, displayed or processed. */
  disposition: string;
  /** The mail that the notification is. */
  reportMailId: string;
}

/** Notifications of one mail that are kept; whoever got it can forge as many as they like. */
const MAX_NOTED = 100;

/** Writes it into the trace of the mail, and returns in which accounts what they sent has changed. */
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
