import { type BlobUse, noteUnused } from '@postroom/blobs';
import type { Queryable } from '@postroom/database';

/** A message that brings a report. */
export interface ReportMail {
  readonly mailId: string;
  readonly blobId: string;
  /** The recipient's domain, as it is stored in `domains`. */
  readonly domain: string;
  /** The address given in RCPT TO. */
  readonly recipient: string;
  readonly source: 'mx' | 'submission' | 'generated';
}

/** A message that was not read as a report, and why. */
export interface RefusedReport {
  readonly mailId: string;
  readonly recipient: string;
  readonly receivedAt: Date;
  readonly reason: string;
}

/** A report that waits to be read uses its blob. */
export const REPORT_USES_BLOB: BlobUse = "select 1 from report_mails r where r.blob_id = b.id and r.state = 'waiting'";

/** The time of one attempt, and the number of attempts, so that a report that kills its reader is not read for ever. */
const LEASE = '5 minutes';
const MAX_ATTEMPTS = 3;

/** Queues messages for reading when the transaction commits; each is read once, however many recipients it has. */
export async function noteReportMails(tx: Queryable, mails: readonly ReportMail[]): Promise<void> {
  if (mails.length === 0) return;
  await tx.query(
    `insert into report_mails (mail_id, blob_id, domain, recipient, source)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) on conflict do nothing`,
    [
      mails.map(({ mailId }) => mailId),
      mails.map(({ blobId }) => blobId),
      mails.map(({ domain }) => domain),
      mails.map(({ recipient }) => recipient),
      mails.map(({ source }) => source),
    ],
  );
}

/** Takes the next due message, for some minutes exclusively. Null when there is none. */
export async function takeReportMail(db: Queryable): Promise<(ReportMail & { isLastAttempt: boolean }) | null> {
  const { rows } = await db.query<ReportMail & { attempts: number }>(
    `update report_mails set attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE}'
     where mail_id = (select mail_id from report_mails where state = 'waiting' and next_attempt_at <= now()
       order by next_attempt_at limit 1 for update skip locked)
     returning mail_id as "mailId", blob_id as "blobId", domain, recipient, source, attempts`,
  );
  const [mail] = rows;
  return mail ? { ...mail, isLastAttempt: mail.attempts >= MAX_ATTEMPTS } : null;
}

/** Marks a message as read or, with a reason, as refused. Returns false when another process was faster. */
export async function settleReportMail(tx: Queryable, mailId: string, refusal: string | null): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with done as (
       update report_mails set state = $2, reason = $3 where mail_id = $1 and state = 'waiting' returning blob_id
     ), unused as (
       ${noteUnused('select blob_id from done')}
     )
     select 1 from done`,
    [mailId, refusal === null ? 'read' : 'refused', refusal],
  );
  return rowCount === 1;
}

/** Returns refused messages, the newest first. @param domain one of our domains; null for all */
export async function listRefusedReports(
  db: Queryable,
  { domain, since, limit }: { domain: string | null; since: Date; limit: number },
): Promise<RefusedReport[]> {
  const { rows } = await db.query<RefusedReport & Record<string, unknown>>(
    `select mail_id as "mailId", recipient, received_at as "receivedAt", reason from report_mails
     where state = 'refused' and received_at >= $2 and ($1::text is null or domain = $1)
     order by received_at desc limit $3`,
    [domain, since, limit],
  );
  return rows;
}
