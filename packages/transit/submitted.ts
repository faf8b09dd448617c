import { noteUnused } from '@postroom/blobs';
import type { Queryable, Transaction } from '@postroom/database';
import { insertEvents } from './events.ts';
import { type DeliveryState, MAX_REPLY } from './mail.ts';
import { HELD } from './operate.ts';

/** How far the delivery of a sent message is. */
export interface MailProgress {
  /** Whether no delivery has been attempted: then the message can be taken back. */
  readonly isUntouched: boolean;
}

/** Returns the progress of an account's messages by their ids. Messages that do not exist are left out. */
export async function readProgress(
  db: Queryable,
  accountId: number,
  mailIds: readonly string[],
): Promise<Map<string, MailProgress>> {
  const { rows } = await db.query<MailProgress & { id: string }>({
    name: 'read-progress',
    text: `select m.id, (m.release_at > now()
          and exists (select 1 from deliveries d where d.mail_id = m.id and d.state = 'queued')
          and not exists (select 1 from deliveries d where d.mail_id = m.id and ${TOUCHED})) is true as "isUntouched"
      from accepted_mails m where m.id = any($2::uuid[]) and m.account_id = $1`,
    values: [accountId, mailIds],
  });
  return new Map(rows.map(({ id, isUntouched }) => [id, { isUntouched }]));
}

/** SQL on a delivery `d`: it was attempted. A delivery that was cancelled before any attempt does not count. */
const TOUCHED = "(d.state not in ('queued', 'cancelled') or d.attempts > 0 or d.attempt_until is not null)";

/** What became of a message at one recipient. */
export interface RecipientProgress {
  readonly mailId: string;
  /** The recipient as it was given. */
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When the delivery was over, whether it succeeded or not. */
  readonly finishedAt: Date | null;
  /** The time of the next attempt after one that failed; null when there is none. */
  readonly nextAttemptAt: Date | null;
  /** When the last server had the message or, if it did not come to that, was asked; null when no server was, or when it was not measured. */
  readonly attemptedAt: Date | null;
  /** When that server had answered, or when it was clear that none would. */
  readonly answeredAt: Date | null;
  /** The last server that was reached; null when none was. */
  readonly host: string | null;
  /** Whether the recipient has a mailbox here. */
  readonly isLocal: boolean;
  /** Whether a worker is attempting it now. */
  readonly isUnderWay: boolean;
  /** Whether an operator holds it. */
  readonly isHeld: boolean;
  /** When the last report came; `reported` is its action. */
  readonly reportedAt: Date | null;
  /** When the recipient first said that the message was displayed. */
  readonly displayedAt: Date | null;
  /** The reply of the last server that was asked; null when none was. */
  readonly reply: string | null;
  /** The action (RFC 3464 2.3.3) of the last report from the server that took the message; null when there is none. */
  readonly reported: string | null;
  /** The ids of the messages that contain reports on it. */
  readonly reportMailIds: readonly string[];
  /** The ids of the messages in which the recipient says what became of it (RFC 8098), and whether one says that it was displayed. */
  readonly mdnMailIds: readonly string[];
  readonly displayed: boolean;
}

/** SQL on a delivery `d`: no worker is attempting it. */
const IDLE = '(d.attempt_until is null or d.attempt_until <= now())';

/** The most rows that one call returns. */
const MAX_RECIPIENTS = 20_000;

/** Returns what became of an account's messages, one row per delivery; rows beyond MAX_RECIPIENTS are left out. */
export async function readRecipients(
  db: Queryable,
  accountId: number,
  mailIds: readonly string[],
): Promise<RecipientProgress[]> {
  const { rows } = await db.query<RecipientProgress & Record<string, unknown>>({
    name: 'read-recipients',
    text: `select d.mail_id as "mailId", d.original_recipient as recipient, d.state, d.attempts, d.finished_at as "finishedAt",
        case when d.state = 'queued' and d.last_reply is not null and d.next_attempt_at < ${HELD} and ${IDLE}
          then d.next_attempt_at end as "nextAttemptAt",
        d.attempted_at as "attemptedAt", d.answered_at as "answeredAt", nullif(d.last_host, '') as host,
        d.account_id is not null as "isLocal", d.state = 'queued' and not ${IDLE} as "isUnderWay",
        d.state = 'queued' and d.next_attempt_at >= ${HELD} as "isHeld", r."reportedAt", r."displayedAt",
        left(d.last_reply, ${MAX_REPLY}) as reply, r.reported, coalesce(r.mails, '{}') as "reportMailIds",
        coalesce(r.mdns, '{}') as "mdnMailIds", coalesce(r.displayed, false) as displayed
      from (
        select d.* from accepted_mails m join deliveries d on d.mail_id = m.id
        where m.id = any($2::uuid[]) and m.account_id = $1 order by d.mail_id, d.id limit ${MAX_RECIPIENTS}
      ) d left join lateral (
        select (array_agg(e.detail->>'action' order by e.id desc) filter (where e.kind = 'remote-report'))[1] as reported,
          max(e.at) filter (where e.kind = 'remote-report') as "reportedAt",
          min(e.at) filter (where e.kind = 'disposition' and e.detail->>'disposition' = 'displayed') as "displayedAt",
          array_agg(distinct e.detail->>'reportMailId') filter (where e.kind <> 'disposition') as mails,
          array_agg(distinct e.detail->>'reportMailId') filter (where e.kind = 'disposition') as mdns,
          bool_or(e.kind = 'disposition' and e.detail->>'disposition' = 'displayed') as displayed
        from delivery_events e where e.mail_id = d.mail_id and e.delivery_id = d.id and e.detail ? 'reportMailId'
      ) r on true
      order by d.mail_id, d.id`,
    values: [accountId, mailIds],
  });
  return rows;
}

/** Cancels a message if no delivery of it has been attempted. Returns whether it did. */
export async function takeBack(tx: Transaction, accountId: number, mailId: string): Promise<boolean> {
  const { rows } = await tx.query<{ state: DeliveryState; is_touched: boolean }>(
    `select d.state, ${TOUCHED} as is_touched from accepted_mails m join deliveries d on d.mail_id = m.id
     where m.id = $2 and m.account_id = $1 order by d.id for update of d`,
    [accountId, mailId],
  );
  if (!rows.some(({ state }) => state === 'queued') || rows.some((row) => row.is_touched)) return false;
  await tx.query(
    `update deliveries set state = 'cancelled', finished_at = now() where mail_id = $1 and state = 'queued'`,
    [mailId],
  );
  await insertEvents(tx, [{ mailId, kind: 'taken-back', detail: {} }]);
  await tx.query(noteUnused('select blob_id from accepted_mails where id = $1'), [mailId]);
  return true;
}

/** Returns the blob ids of messages by mail id. Messages that do not exist are left out. */
export async function blobsOfMails(db: Queryable, mailIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; blob_id: string }>({
    name: 'blobs-of-mails',
    text: 'select id, blob_id from accepted_mails where id = any($1::uuid[])',
    values: [mailIds],
  });
  return new Map(rows.map((row) => [row.id, row.blob_id]));
}
