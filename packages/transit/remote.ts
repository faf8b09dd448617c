import { noteUnused } from '@postroom/blobs';
import type { Queryable, Transaction } from '@postroom/database';
import type { DeliverByMode } from '@postroom/smtp';
import { MAX_REPLY, type NewMail } from './mail.ts';

/** A delivery to another domain that a worker has claimed. */
export interface RemoteDelivery {
  id: string;
  mailId: string;
  blobId: string;
  size: number;
  destination: string;
  recipient: string;
  originalRecipient: string;
  orcpt: string | null;
  notify: string[] | null;
  reversePath: string;
  source: NewMail['source'];
  /** The account of ours that sent it; null when none did. */
  senderAccountId: number | null;
  envelopeId: string | null;
  returnContent: 'FULL' | 'HDRS' | null;
  smtputf8: boolean;
  isBinary: boolean;
  requireTls: boolean;
  /** The time after which it is late, and what happens then (RFC 2852). */
  deliverBy: Date | null;
  deliverByMode: DeliverByMode | null;
  /** -9 to 9 (RFC 6710). */
  priority: number;
  messageId: string;
  /** The number of attempts, this one included. */
  attempts: number;
  delayNotifiedAt: Date | null;
  /** When it was accepted; when it was held first, the time of its release. */
  acceptedAt: Date;
  /** How long in all it was due but not attempted (OVERDUE_MS). */
  overdueMs: number;
  /** The trace context of the span that accepted the message. */
  traceparent: string | null;
  /** Our accounts that forwarded it, in that order. */
  forwardedBy: string[];
}

/** What a retry, a report and the trace need of a delivery, be it local or remote. */
export type AttemptedDelivery = Omit<RemoteDelivery, 'destination'>;

/** Extends the lease of claimed deliveries while an attempt takes long. */
export async function extendLease(db: Queryable, ids: readonly string[], leaseMs: number): Promise<void> {
  await db.query(
    `update deliveries
     set next_attempt_at = now() + $2::int * interval '1 ms', attempt_until = now() + $2::int * interval '1 ms'
     where id = any($1::uuid[]) and state = 'queued'`,
    [ids, leaseMs],
  );
}

/** Gives back deliveries that were claimed but not attempted: they are due again at once. */
export async function releaseClaims(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `update deliveries set next_attempt_at = now(), attempt_until = null, attempts = attempts - 1
     where id = any($1::uuid[]) and state = 'queued'`,
    [ids],
  );
}

/**
 * Locks those of the claimed deliveries that still wait, and returns their ids. The others were finished meanwhile, by an operator
 * or, after the lease had ended, by another worker.
 */
export async function lockClaimed(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'lock-claimed',
    text: `select id from deliveries where id = any($1::uuid[]) and state = 'queued' order by id for update`,
    values: [ids],
  });
  return new Set(rows.map((row) => row.id));
}

export interface Attempted {
  id: string;
  /** The server that answered, or '' when none was reached. */
  host: string;
  /** The server's reply, or the reason why there is none. */
  reply: string;
  /** When the server had the whole message or, if it did not come to that, was asked. */
  attemptedAt?: Date | undefined;
  /** When the server had answered, or when it was clear that none would. */
  answeredAt?: Date | undefined;
}

/** Marks deliveries as relayed: the next server took the message (250 after the end of data). */
export async function markRelayed(db: Queryable, attempts: readonly Attempted[]): Promise<void> {
  await finish(db, 'relayed', attempts);
}

/** Marks deliveries as failed: they will not be tried again. The caller writes the bounce in the same transaction. */
export async function markFailed(db: Queryable, attempts: readonly Attempted[]): Promise<void> {
  await finish(db, 'failed', attempts);
}

async function finish(db: Queryable, state: 'relayed' | 'failed', attempts: readonly Attempted[]): Promise<void> {
  await db.query(
    `with done as (
       update deliveries d set state = $1, finished_at = now(), last_host = a.host, last_reply = a.reply,
         attempted_at = a.attempted_at, answered_at = a.answered_at
       from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
         as a (id, host, reply, attempted_at, answered_at)
       where d.id = a.id and d.state = 'queued' returning d.mail_id
     )
     ${noteUnused('select distinct m.blob_id from done join accepted_mails m on m.id = done.mail_id')}`,
    [state, ...columns(attempts)],
  );
}

/**
 * Marks deliveries to be tried again at `nextAttemptAt`. PostgreSQL's clock decides when that is. If it differs by more than 10 s from this
 * machine's, the wait counted from `decidedAt` starts now instead, so that a retry comes neither at once nor hours too late.
 */
export async function markDeferred(
  db: Queryable,
  attempts: readonly (Attempted & { nextAttemptAt: Date })[],
  decidedAt = new Date(),
): Promise<void> {
  await db.query(
    `update deliveries d set attempt_until = null, last_host = a.host, last_reply = a.reply,
       attempted_at = a.attempted_at, answered_at = a.answered_at, next_attempt_at = case
         when abs(extract(epoch from clock_timestamp() - $7::timestamptz)) > 10 then clock_timestamp() + (a.next - $7::timestamptz) else a.next end
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
       as a (id, host, reply, attempted_at, answered_at, next)
     where d.id = a.id and d.state = 'queued'`,
    [...columns(attempts), attempts.map((attempt) => attempt.nextAttemptAt), decidedAt],
  );
}

/** Notes that the sender was told of the delay (RFC 3461 NOTIFY=DELAY), so that it is told only once. */
export async function markDelayNotified(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query('update deliveries set delay_notified_at = now() where id = any($1::uuid[])', [ids]);
}

function columns(attempts: readonly Attempted[]) {
  return [
    attempts.map((attempt) => attempt.id),
    attempts.map((attempt) => attempt.host),
    attempts.map((attempt) => attempt.reply.slice(0, MAX_REPLY).replaceAll('\0', '').toWellFormed()),
    attempts.map((attempt) => attempt.attemptedAt ?? null),
    attempts.map((attempt) => attempt.answeredAt ?? null),
  ] as const;
}
