import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { EmailAddress } from './identities.ts';
import { destroyRow, removeRow } from './remove-row.ts';
import { beginSending } from './state.ts';

/** An Address object of RFC 8621 7, with its parameters as the client gave them. */
export interface EnvelopeAddress {
  readonly email: string;
  readonly parameters: Readonly<Record<string, string | null>> | null;
}

/** An Envelope object of RFC 8621 7. */
export interface SubmissionEnvelope {
  readonly mailFrom: EnvelopeAddress;
  readonly rcptTo: readonly EnvelopeAddress[];
}

export interface NewSubmission {
  /** The id of the message that was sent. */
  readonly mailId: string;
  readonly identityId: number;
  readonly emailId: number;
  readonly threadId: number;
  readonly envelope: SubmissionEnvelope;
  readonly sendAt: Date;
  /** Set when the email is resent unchanged: the addresses in its Resent-To. Null when it is sent normally. */
  readonly resentTo: readonly EmailAddress[] | null;
}

/** How much of an account may wait for its send time. */
export interface HeldLimits {
  readonly mails: number;
  readonly bytes: number;
}

export interface Submission extends NewSubmission {
  readonly id: number;
  /** Whether its sender took it back. */
  readonly canceled: boolean;
}

/** How many of its newest sent submissions an account keeps; the traces of older messages are removed as well. */
const MAX_KEPT = 1_000;

/**
 * Stores a submission and returns its id. Its message is accepted after that; a submission without a message was never sent. The oldest sent
 * submissions are removed to make room, as changes that clients see. Throws limit-reached when too much already waits.
 * @param size octets of the message
 */
export async function createSubmission(
  tx: Transaction,
  accountId: number,
  submission: NewSubmission & { readonly size: number },
  held: HeldLimits,
): Promise<number> {
  const { mailId, identityId, emailId, threadId, envelope, sendAt, resentTo, size } = submission;
  const change = await beginSending(tx, accountId);
  if (sendAt > new Date()) await requireRoom(tx, accountId, size, held);
  const { rows } = await tx.query<{ id: number }>({
    name: 'old-submissions',
    text: `select id from email_submissions where account_id = $1 and (canceled or send_at <= now())
      order by id desc offset ${MAX_KEPT - 1}`,
    values: [accountId],
  });
  for (const old of rows) await removeRow(tx, change, 'submission', old.id);
  const id = change.id();
  await tx.query({
    name: 'create-submission',
    text: `insert into email_submissions (account_id, id, modseq, created_modseq, mail_id, identity_id, email_id, thread_id,
        envelope, send_at, size, resent_to) values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      ...[accountId, id, change.modseq(), mailId, identityId, emailId, threadId],
      ...[JSON.stringify(envelope), sendAt, size, resentTo && JSON.stringify(resentTo)],
    ],
  });
  await change.save();
  return id;
}

async function requireRoom(tx: Transaction, accountId: number, size: number, held: HeldLimits): Promise<void> {
  const { rows } = await tx.query<{ mails: number; bytes: number }>({
    name: 'held-submissions',
    text: `select count(*) as mails, coalesce(sum(size), 0)::bigint as bytes from email_submissions
      where account_id = $1 and not canceled and send_at > now()`,
    values: [accountId],
  });
  const { mails = 0, bytes = 0 } = rows[0] ?? {};
  if (mails >= held.mails) throw new MailError('limit-reached', `At most ${held.mails} mails wait to be sent later`);
  if (bytes + size > held.bytes)
    throw new MailError('limit-reached', `What waits to be sent later has at most ${held.bytes} octets together`);
}

/** Returns the submissions of an account with these ids, or all of them, ordered by id. */
export async function readSubmissions(
  db: Queryable,
  accountId: number,
  ids: readonly number[] | null,
): Promise<Submission[]> {
  const { rows } = await db.query<Submission & Record<string, unknown>>({
    name: 'read-submissions',
    text: `select id, mail_id as "mailId", identity_id as "identityId", email_id as "emailId", thread_id as "threadId",
        envelope, send_at as "sendAt", resent_to as "resentTo", canceled
      from email_submissions where account_id = $1 and ($2::bigint[] is null or id = any($2)) order by id`,
    values: [accountId, ids],
  });
  return rows;
}

/** Returns the newest submission of one of these messages; undefined when there was none, or it has been removed. */
export async function submissionOfMails(
  db: Queryable,
  accountId: number,
  mailIds: readonly string[],
): Promise<Pick<Submission, 'id' | 'emailId'> | undefined> {
  const { rows } = await db.query<Pick<Submission, 'id' | 'emailId'> & Record<string, unknown>>({
    name: 'submission-of-mails',
    text: `select id, email_id as "emailId" from email_submissions
      where account_id = $1 and mail_id = any($2::uuid[]) order by id desc limit 1`,
    values: [accountId, mailIds],
  });
  return rows[0];
}

/** Marks a submission as taken back by its sender. */
export async function markCanceled(tx: Transaction, accountId: number, id: number): Promise<void> {
  const change = await beginSending(tx, accountId);
  await tx.query('update email_submissions set canceled = true, modseq = $3 where account_id = $1 and id = $2', [
    ...[accountId, id, change.modseq()],
  ]);
  await change.save();
}

/**
 * Notes that the sender asks to try waiting deliveries at once. Returns whether that is allowed: once in `seconds`, whichever client
 * asks.
 */
export async function noteTry(tx: Transaction, accountId: number, id: number, seconds: number): Promise<boolean> {
  const change = await beginSending(tx, accountId);
  const { rowCount } = await tx.query(
    `update email_submissions set tried_at = now(), modseq = $3
     where account_id = $1 and id = $2 and (tried_at is null or tried_at <= now() - $4::int * interval '1 second')`,
    [accountId, id, change.modseq(), seconds],
  );
  if (rowCount === 0) return false;
  await change.save();
  return true;
}

/** Removes a submission; its message is delivered all the same (RFC 8621 7.5). Returns whether it existed. */
export function destroySubmission(tx: Transaction, accountId: number, id: number): Promise<boolean> {
  return destroyRow(tx, accountId, 'submission', id);
}

/** A message and the account that sent it. */
export interface SentMail {
  readonly accountId: number;
  readonly mailId: string;
}

/**
 * Marks the submissions of these messages as changed, so that clients learn of the progress. Returns the accounts with changes, to be
 * announced after the commit. Locks counters in the order of account ids, after those of mailboxes.
 */
export async function noteProgress(tx: Transaction, mails: readonly SentMail[]): Promise<number[]> {
  if (mails.length === 0) return [];
  const { rows } = await tx.query<{ account_id: number }>({
    name: 'note-progress',
    text: `with asked as (
        select distinct account_id, mail_id from unnest($1::bigint[], $2::uuid[]) as q (account_id, mail_id)
      ), told as (
        select s.account_id, s.id, row_number() over (partition by s.account_id order by s.id) as n
        from email_submissions s join asked using (account_id, mail_id)
      ), locked as materialized (
        select account_id, modseq from sending_state where account_id in (select account_id from told)
        order by account_id for update
      ), noted as (
        update email_submissions s set modseq = l.modseq + t.n
        from told t join locked l using (account_id) where s.account_id = t.account_id and s.id = t.id
        returning s.account_id
      )
      update sending_state s set modseq = s.modseq + n.count
      from (select account_id, count(*) from noted group by account_id) n where s.account_id = n.account_id
      returning s.account_id`,
    values: [mails.map(({ accountId }) => accountId), mails.map(({ mailId }) => mailId)],
  });
  return rows.map((row) => row.account_id);
}
