import { noteUnused } from '@postroom/blobs';
import { type Pool, type Queryable, type Transaction, transaction } from '@postroom/database';
import { noteProgress, type SentMail } from '@postroom/sending';
import { MailError } from '@postroom/types';
import { type EventKind, insertEvents } from './events.ts';
import { type DeliveryState, MAX_REPLY } from './mail.ts';

/** A delivery as an operator sees it. */
export interface QueuedDelivery {
  id: string;
  mailId: string;
  state: DeliveryState;
  reversePath: string;
  recipient: string;
  destination: string | null;
  size: number;
  attempts: number;
  acceptedAt: Date;
  nextAttemptAt: Date;
  lastHost: string | null;
  lastReply: string | null;
  /** Whether an operator holds it until it is released. */
  held: boolean;
}

/** The time of the next attempt of a delivery that an operator holds: in practice never. */
export const HELD = "timestamptz '9999-01-01T00:00:00Z'";

/** SQL: the columns of a delivery `d` and its message `m` that an operator sees. */
export const SHOWN = `d.id, d.mail_id as "mailId", d.state, m.reverse_path as "reversePath", d.recipient,
  d.destination, m.size, d.attempts, m.accepted_at as "acceptedAt", d.next_attempt_at as "nextAttemptAt",
  d.last_host as "lastHost", left(d.last_reply, ${MAX_REPLY}) as "lastReply",
  (d.state = 'queued' and d.next_attempt_at >= ${HELD}) as held`;

/** The most deliveries shown of one message. */
const MAX_SHOWN = 10_000;

/** Returns all deliveries of a message; `id` is the id of the message or of one of its deliveries. Throws invalid (no UUID), not-found. */
export async function showQueued(db: Queryable, id: string): Promise<QueuedDelivery[]> {
  const { rows } = await db.query<QueuedDelivery & Record<string, unknown>>(
    `select ${SHOWN} from deliveries d join accepted_mails m on m.id = d.mail_id
     where d.mail_id = (select mail_id from deliveries where id = $1 or mail_id = $1 limit 1) order by d.id
     limit ${MAX_SHOWN}`,
    [uuid(id)],
  );
  if (rows.length === 0) throw new MailError('not-found', `No mail or delivery has the id ${id}`);
  return rows;
}

/**
 * Makes queued deliveries due now: one by its own id, or all of a message by the message's id. Returns how many. A delivery that a worker
 * is attempting keeps its time, because a second attempt beside the first would deliver the message twice. Throws invalid (no UUID).
 */
export async function retryNow(pool: Pool, id: string): Promise<number> {
  return operate(
    pool,
    id,
    'retried',
    'next_attempt_at = case when attempt_until > now() then next_attempt_at else now() end',
  );
}

/** Cancels queued deliveries without a bounce. Returns how many. Throws invalid (no UUID), and not-found when none was waiting. */
export async function cancelQueued(pool: Pool, id: string): Promise<number> {
  const count = await operate(pool, id, 'cancelled', "state = 'cancelled', finished_at = now()");
  if (count === 0) throw new MailError('not-found', `No queued mail or delivery has the id ${id}`);
  return count;
}

async function operate(pool: Pool, id: string, kind: EventKind, change: string): Promise<number> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<Changed>(
      `update deliveries set ${change}
       where state = 'queued' and (id = $1 or mail_id = $1) returning id, mail_id`,
      [uuid(id)],
    );
    await recordOperation(tx, rows, kind);
    return rows.length;
  });
}

interface Changed extends Record<string, unknown> {
  id: string;
  mail_id: string;
}

/** Writes what an operator did into the trace; after a cancel it also notes blobs that may no longer be needed. */
export async function recordOperation(tx: Transaction, rows: readonly Changed[], kind: EventKind): Promise<void> {
  await insertEvents(
    tx,
    rows.map((row) => ({ mailId: row.mail_id, deliveryId: row.id, kind, detail: {} })),
  );
  await noteProgress(
    tx,
    await sentMails(
      tx,
      rows.map((row) => row.mail_id),
    ),
  );
  if (kind !== 'cancelled') return;
  await tx.query(noteUnused('select distinct blob_id from accepted_mails where id = any($1::uuid[])'), [
    rows.map((row) => row.mail_id),
  ]);
}

/** Returns those of the messages that our accounts submitted. */
async function sentMails(db: Queryable, mailIds: readonly string[]): Promise<SentMail[]> {
  const { rows } = await db.query<{ accountId: number; mailId: string }>(
    `select account_id as "accountId", id as "mailId" from accepted_mails
     where id = any($1::uuid[]) and source = 'submission' and account_id is not null`,
    [mailIds],
  );
  return rows;
}

function uuid(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new MailError('invalid', `Not an id: ${id}`);
  return id;
}
