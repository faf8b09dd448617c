import { noteUnused } from '@postroom/blobs';
import type { Queryable, Transaction } from '@postroom/database';
import { type NewMail, OVERDUE_MS, RELEASED_AT } from './mail.ts';
import type { AttemptedDelivery } from './remote.ts';

/** A delivery that waits to be filed into one of our accounts. */
export interface LocalDelivery {
  id: string;
  mailId: string;
  blobId: string;
  size: number;
  accountId: number;
  recipient: string;
  originalRecipient: string;
  reversePath: string;
  source: NewMail['source'];
  /** The account of ours that sent it; null when none did. */
  senderAccountId: number | null;
  notify: string[] | null;
  attempts: number;
  /** When it was accepted; when it was held first, the time of its release. */
  acceptedAt: Date;
  /** From this time on it is returned to its sender instead of filed (RFC 2852). */
  returnedFrom: Date | null;
  /** The trace context of the span that accepted the message. */
  traceparent: string | null;
  /** Whether it goes to Junk. */
  spam: boolean;
  /** Whether its recipient always accepts mail from this sender. */
  isTrusted: boolean;
  /** Our accounts that forwarded it, in that order. */
  forwardedBy: string[];
}

/** Returns those of the given deliveries that still wait. Takes no lock: parse first, then call lockQueued() in the transaction. */
export async function readLocal(db: Queryable, ids: readonly string[]): Promise<LocalDelivery[]> {
  const { rows } = await db.query<LocalDelivery & Record<string, unknown>>({
    name: 'read-local',
    text: `select d.id, d.mail_id as "mailId", m.blob_id as "blobId", m.size, d.account_id as "accountId", d.recipient,
        d.original_recipient as "originalRecipient", m.reverse_path as "reversePath", m.source, m.account_id as "senderAccountId", d.notify, d.attempts,
        case when m.deliver_by_mode like 'R%' then m.deliver_by end as "returnedFrom",
        ${RELEASED_AT} as "acceptedAt", m.traceparent, coalesce(d.junk, m.spam) as spam, d.junk is false as "isTrusted",
        m.forwarded_by as "forwardedBy"
      from deliveries d join accepted_mails m on m.id = d.mail_id
      where d.id = any($1::uuid[]) and d.state = 'queued' and d.account_id is not null`,
    values: [ids],
  });
  return rows;
}

/**
 * Locks those of the deliveries that still wait and that nobody else is filing, and returns their ids. A message arrives exactly
 * once because it is filed and marked in the same transaction.
 */
export async function lockQueued(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'lock-queued',
    text: `select id from deliveries where id = any($1::uuid[]) and state = 'queued'
      order by id for update skip locked`,
    values: [ids],
  });
  return new Set(rows.map((row) => row.id));
}

/** Marks deliveries as filed, with the mailbox and uid. */
export async function markFiled(
  tx: Transaction,
  filed: readonly { id: string; mailboxId: number; uid: number }[],
): Promise<void> {
  await tx.query({
    name: 'mark-filed',
    text: `update deliveries d
      set state = 'delivered', attempts = attempts + 1, finished_at = now(), mailbox_id = f.mailbox_id, uid = f.uid
      from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as f (id, mailbox_id, uid) where d.id = f.id`,
    values: [filed.map((row) => row.id), filed.map((row) => row.mailboxId), filed.map((row) => row.uid)],
  });
}

/** Marks deliveries as finished without being filed: they were only forwarded, or discarded. */
export async function markUnfiled(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: 'mark-unfiled',
    text: `with done as (
        update deliveries set state = 'delivered', attempts = attempts + 1, finished_at = now()
        where id = any($1::uuid[]) returning mail_id
      )
      ${noteUnused('select distinct m.blob_id from done join accepted_mails m on m.id = done.mail_id')}`,
    values: [ids],
  });
}

/** Counts an attempt that did not file these deliveries. Returns what a retry or a report needs of them. */
export async function countRefused(tx: Transaction, ids: readonly string[]): Promise<AttemptedDelivery[]> {
  await tx.query(
    `update deliveries set attempts = attempts + 1, overdue_ms = ${OVERDUE_MS} where id = any($1::uuid[])`,
    [ids],
  );
  return readAttempted(tx, ids);
}

/** Returns what a report to the sender needs of these deliveries, ordered by message. */
export async function readAttempted(db: Queryable, ids: readonly string[]): Promise<AttemptedDelivery[]> {
  const { rows } = await db.query<AttemptedDelivery & Record<string, unknown>>(
    `select d.id, d.mail_id as "mailId", m.blob_id as "blobId", m.size, d.recipient,
       d.original_recipient as "originalRecipient", d.orcpt, d.notify, m.reverse_path as "reversePath", m.source,
       m.account_id as "senderAccountId", m.envelope_id as "envelopeId", m.return_content as "returnContent", m.smtputf8, m.is_binary as "isBinary", m.require_tls as "requireTls",
       -d.precedence as priority, m.deliver_by as "deliverBy", m.deliver_by_mode as "deliverByMode", m.message_id as "messageId",
       d.attempts, d.delay_notified_at as "delayNotifiedAt", ${RELEASED_AT} as "acceptedAt", d.overdue_ms::float8 as "overdueMs", m.traceparent,
       m.forwarded_by as "forwardedBy"
     from deliveries d join accepted_mails m on m.id = d.mail_id where d.id = any($1::uuid[])
     order by d.mail_id, d.id`,
    [ids],
  );
  return rows;
}
