import type { Transaction } from '@postroom/database';
import { noteProgress } from '@postroom/sending';
import { insertEvents, type NewEvent } from './events.ts';
import { spellings } from './spellings.ts';

/** What another server reports to one of our accounts about mail of that account (RFC 3464). Any of it may be false. */
export interface RemoteReport {
  /** The account that the report was sent to. Only mail that this account sent is looked for. */
  accountId: number;
  /** The Message-ID of the message that is reported on, with its angle brackets. */
  messageId: string;
  reportingMta: string;
  recipients: readonly RemoteStatus[];
  /** The id of the message that contains the report. */
  reportMailId: string;
}

export interface RemoteStatus {
  finalRecipient: string;
  originalRecipient: string;
  action: string;
  status: string;
  diagnostic: string;
}

/** Reports that are kept for one message. Its recipient could forge any number of them. */
const MAX_REPORTS = 100;

/**
 * Adds a report to the trace of the message that it is about. Returns the number of deliveries it names, and the accounts whose sent
 * mail has changed. The deliveries keep their states: the other server has accepted the message, and the report may be forged.
 */
export async function noteRemoteReport(
  tx: Transaction,
  report: RemoteReport,
): Promise<{ deliveries: number; changedAccounts: number[] }> {
  const addresses = report.recipients.flatMap((status) => addressesOf(status).map((address) => ({ address, status })));
  const said = new Map(addresses.toReversed().map(({ address, status }) => [address, status]));
  const { rows } = await tx.query<{ id: string; mail_id: string; recipient: string; original_recipient: string }>(
    `select d.id, d.mail_id, d.recipient, d.original_recipient
     from (
       select id from accepted_mails where message_id = $1 and account_id = $2 order by id desc limit 1
     ) mail
     cross join lateral (
       select * from deliveries where mail_id = mail.id and destination is not null
         and (recipient = any($3) or original_recipient = any($3))
       limit ${MAX_REPORTS}
     ) d
     where (select count(*) from delivery_events where mail_id = mail.id and kind = 'remote-report') < ${MAX_REPORTS}`,
    [report.messageId, report.accountId, [...said.keys()]],
  );
  const events = rows.flatMap(({ id, mail_id, recipient, original_recipient }): NewEvent[] => {
    const status = said.get(recipient) ?? said.get(original_recipient);
    if (status === undefined) return [];
    const { action, status: code, diagnostic: reply } = status;
    const detail = { host: report.reportingMta, action, status: code, reply, reportMailId: report.reportMailId };
    return [{ mailId: mail_id, deliveryId: id, kind: 'remote-report', detail }];
  });
  await insertEvents(tx, events);
  const mails = [...new Set(events.map(({ mailId }) => mailId))];
  const changedAccounts = await noteProgress(
    tx,
    mails.map((mailId) => ({ accountId: report.accountId, mailId })),
  );
  return { deliveries: events.length, changedAccounts };
}

function addressesOf({ finalRecipient, originalRecipient }: RemoteStatus): string[] {
  return [finalRecipient, originalRecipient].filter((address) => address !== '').flatMap(spellings);
}
