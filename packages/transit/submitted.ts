import { noteUnused } from '@postroom/blobs';
import type { Queryable, Transaction } from '@postroom/database';
import { insertEvents } from './events.ts';
import { type DeliveryState, MAX_REPLY } from './mail.ts';
import { HELD } from './operate.ts';

/** How far a mail is that an account sent. */
export interface MailProgress {
  /** Nobody has tried to deliver it anywhere: it can be taken back. */
  readonly isUntouched: boolean;
}

/** Those of an account's mails that are there, by their ids. */
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

/** SQL, of a delivery `d`. What was taken back for some of its recipients was not tried at them. */
const TOUCHED = "(d.state not in ('queued', 'cancelled') or d.attempts > 0 or d.attempt_until is not null)";

/** What became of a mail at one place. */
export interface RecipientProgress {
  readonly mailId: string;
  /** As it was given. */
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it was done with, well or not. */
  readonly finishedAt: Date | null;
  /** When a server is asked again that did not take it; null where none is. */
  readonly nextAttemptAt: Date | null;
  /** When the other server had the mail the last time, or was asked; null before, for a mailbox that took it, and where it was not measured. */
  readonly attemptedAt: Date | null;
  /** When that server had answered, or it was clear that none would. */
  readonly answeredAt: Date | null;
  /** Null when none was reached. */
  readonly host: string | null;
  /** Its recipient has a mailbox here. */
  readonly isLocal: boolean;
  /** A worker has it this moment. */
  readonly isUnderWay: boolean;
  /** By an operator. */
  readonly isHeld: boolean;
  /** When the report came that `reported` is of. */
  readonly reportedAt: Date | null;
  /** When its recipient said that it was displayed. */
  readonly displayedAt: Date | null;
  /** Of the last server that was asked; null when none was. */
  readonly reply: string | null;
  /** RFC 3464 2.3.3, of the last report of the server that took it; null when there is none. */
  readonly reported: string | null;
  /** The mails that reports on it are. */
  readonly reportMailIds: readonly string[];
  /** The mails in which its recipient says what became of it (RFC 8098), and whether one says that it was displayed. */
  readonly mdnMailIds: readonly string[];
  readonly displayed: boolean;
}

/** SQL, of a delivery `d`: no worker has it. */
const IDLE = '(d.attempt_until is null or d.attempt_until <= now())';

/** Of one answer. */
const MAX_RECIPIENTS = 20_000;

/** What became of an account's mails, place by place; of very many recipients the last are left out. */
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

/** Takes a mail back, if nobody has tried to deliver it anywhere. Returns whether that was so. */
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

/** The blobs of mails that are there. */
export async function blobsOfMails(db: Queryable, mailIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; blob_id: string }>({
    name: 'blobs-of-mails',
    text: 'select id, blob_id from accepted_mails where id = any($1::uuid[])',
    values: [mailIds],
  });
  return new Map(rows.map((row) => [row.id, row.blob_id]));
}
