import { noteUnused } from '@postroom/blobs';
import type { Queryable, Transaction } from '@postroom/database';
import { type NewMail, RELEASED_AT } from './mail.ts';
import type { AttemptedDelivery } from './remote.ts';

/** A delivery to one of our accounts that waits to be filed. */
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
  /** Of ours, who sent it. */
  senderAccountId: number | null;
  notify: string[] | null;
  attempts: number;
  /** Or released, where it was held first. */
  acceptedAt: Date;
  /** It is not filed from then on (RFC 2852). */
  returnedFrom: Date | null;
  /** Of the span that accepted the mail. */
  traceparent: string | null;
  /** It goes to Junk. */
  spam: boolean;
  /** Its recipient always takes what its sender writes. */
  isTrusted: boolean;
  /** Accounts of ours that sent it on, first to last. */
  forwardedBy: string[];
}

/** Those of the named deliveries that still wait. Takes no lock: parse first, then lockQueued() in the transaction. */
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
 * Locks those of the deliveries that still wait and nobody else is filing, and answers their ids. Filing them and
 * marking them in the same transaction is what makes a mail arrive exactly once.
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

/** Marks filed deliveries with where they went. */
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

/** Marks deliveries that are over without being filed: they were sent on alone, or discarded. */
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

/** Counts an attempt that did not file these, and answers what a retry or a report needs of them. */
export async function countRefused(tx: Transaction, ids: readonly string[]): Promise<AttemptedDelivery[]> {
  await tx.query('update deliveries set attempts = attempts + 1 where id = any($1::uuid[])', [ids]);
  return readAttempted(tx, ids);
}

/** What a report to their sender needs of deliveries, mail by mail. */
export async function readAttempted(db: Queryable, ids: readonly string[]): Promise<AttemptedDelivery[]> {
  const { rows } = await db.query<AttemptedDelivery & Record<string, unknown>>(
    `select d.id, d.mail_id as "mailId", m.blob_id as "blobId", m.size, d.recipient,
       d.original_recipient as "originalRecipient", d.orcpt, d.notify, m.reverse_path as "reversePath", m.source,
       m.account_id as "senderAccountId", m.envelope_id as "envelopeId", m.return_content as "returnContent", m.smtputf8, m.is_binary as "isBinary", m.require_tls as "requireTls",
       -d.precedence as priority, m.deliver_by as "deliverBy", m.deliver_by_mode as "deliverByMode", m.message_id as "messageId",
       d.attempts, d.delay_notified_at as "delayNotifiedAt", ${RELEASED_AT} as "acceptedAt", m.traceparent,
       m.forwarded_by as "forwardedBy"
     from deliveries d join accepted_mails m on m.id = d.mail_id where d.id = any($1::uuid[])
     order by d.mail_id, d.id`,
    [ids],
  );
  return rows;
}
