import type { Queryable, Transaction } from '@postroom/database';
import { beginSending } from './state.ts';

/** The automatic reply of an account while its owner is away (RFC 8621 8). */
export interface VacationResponse {
  readonly isEnabled: boolean;
  readonly fromDate: Date | null;
  readonly toDate: Date | null;
  readonly subject: string | null;
  readonly textBody: string | null;
  readonly htmlBody: string | null;
}

export const NO_VACATION: VacationResponse = {
  isEnabled: false,
  fromDate: null,
  toDate: null,
  subject: null,
  textBody: null,
  htmlBody: null,
};

const COLUMNS = `is_enabled as "isEnabled", from_date as "fromDate", to_date as "toDate", subject,
  text_body as "textBody", html_body as "htmlBody"`;

export async function readVacation(db: Queryable, accountId: number): Promise<VacationResponse> {
  const { rows } = await db.query<VacationResponse & Record<string, unknown>>({
    name: 'read-vacation',
    text: `select ${COLUMNS} from vacation_responses where account_id = $1`,
    values: [accountId],
  });
  return rows[0] ?? NO_VACATION;
}

export async function setVacation(tx: Transaction, accountId: number, vacation: VacationResponse): Promise<void> {
  const { isEnabled, fromDate, toDate, subject, textBody, htmlBody } = vacation;
  const change = await beginSending(tx, accountId);
  await tx.query(
    `insert into vacation_responses (account_id, modseq, is_enabled, from_date, to_date, subject, text_body, html_body)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (account_id) do update set modseq = excluded.modseq, is_enabled = excluded.is_enabled,
       from_date = excluded.from_date, to_date = excluded.to_date, subject = excluded.subject,
       text_body = excluded.text_body, html_body = excluded.html_body`,
    [accountId, change.modseq(), isEnabled, fromDate, toDate, subject, textBody, htmlBody],
  );
  // A new absence is announced to every sender again.
  await tx.query('delete from vacation_replies where account_id = $1', [accountId]);
  await change.save();
}

/** Returns the vacation responses of those accounts that are away now. */
export async function readAbsences(
  db: Queryable,
  accountIds: readonly number[],
): Promise<Map<number, VacationResponse>> {
  const { rows } = await db.query<VacationResponse & { account_id: number }>({
    name: 'read-absences',
    text: `select account_id, ${COLUMNS} from vacation_responses
      where account_id = any($1::bigint[]) and is_enabled
        and (from_date is null or from_date <= now()) and (to_date is null or to_date > now())`,
    values: [accountIds],
  });
  return new Map(rows.map(({ account_id, ...vacation }) => [account_id, vacation]));
}

/** A sender is answered once in this many days (RFC 3834 2, RFC 5230 4.1). */
const REPLY_DAYS = 7;

/** Notes a reply to a sender. Returns false when there was one within the last REPLY_DAYS, so that none must be sent. */
export async function noteReply(tx: Transaction, accountId: number, sender: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'note-reply',
    text: `insert into vacation_replies as r (account_id, sender) values ($1, $2)
      on conflict (account_id, sender) do update set replied_at = now()
      where r.replied_at <= now() - interval '${REPLY_DAYS} days'`,
    values: [accountId, sender],
  });
  return rowCount === 1;
}

/** Removes up to `limit` notes of replies that are older than REPLY_DAYS. */
export async function trimReplies(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from vacation_replies r using (
       select account_id, sender from vacation_replies
       where replied_at <= now() - interval '${REPLY_DAYS} days' order by replied_at limit $1
     ) old where r.account_id = old.account_id and r.sender = old.sender
       and r.replied_at <= now() - interval '${REPLY_DAYS} days'`,
    [limit],
  );
  return rowCount ?? 0;
}
