import { blobInsert, reserveBlob, type StagedBlob } from '@postroom/blobs';
import type { Queryable } from '@postroom/database';
import { laneOf } from './claim.ts';
import type { NewMail } from './mail.ts';
import { MAX_FOUND, type Quarantine } from './quarantine/quarantine.ts';

/** How long the queue has to file local mail before the sweeper hands it over again, ms. */
const FILE_GRACE_MS = 15_000;

/** Records messages whose blobs the caller inserts in the same transaction: messages that the platform writes itself. */
export async function insertMails(tx: Queryable, mails: readonly NewMail[]): Promise<void> {
  await tx.query({ name: 'insert-mails', text: `with ${RECORD}`, values: parameters(mails, FILE_GRACE_MS) });
}

/**
 * Stores accepted messages with their blobs and deliveries in one statement, which is one transaction and one round trip.
 * Once it returns, the 250 may be sent (RFC 5321 4.2.5).
 */
export async function acceptMails(
  db: Queryable,
  mails: readonly NewMail[],
  blobs: readonly StagedBlob[],
  fileGraceMs = FILE_GRACE_MS,
): Promise<void> {
  const own = parameters(mails, fileGraceMs);
  const stored = blobInsert(blobs, own.length + 1, true);
  await db.query({
    name: 'accept-mails',
    text: `with stored as (${stored.text}), ${RECORD}`,
    values: [...own, ...stored.values],
  });
}

/**
 * Finds out whether an acceptMails call with an unknown outcome succeeded; `mail` is any one of its messages. Returns true when
 * the messages were accepted. Otherwise they never will be, even if the statement is still running or on its way to the server.
 */
export async function wasAccepted(db: Queryable, mail: NewMail): Promise<boolean> {
  await reserveBlob(db, mail.blobId);
  const { rowCount } = await db.query('select 1 from accepted_mails where id = $1', [mail.id]);
  return rowCount === 1;
}

function parameters(mails: readonly NewMail[], fileGraceMs: number): unknown[] {
  return [JSON.stringify(mails.map(mailRow)), JSON.stringify(mails.flatMap(deliveryRows)), fileGraceMs];
}

const RECORD = `mails as (
    insert into accepted_mails (id, blob_id, size, reverse_path, source, account_id, message_id, client_address,
      client_name, protocol, envelope_id, return_content, smtputf8, traceparent, spam, scans, forwarded_by,
      release_at, is_binary, require_tls, deliver_by, deliver_by_mode, facts)
    select id, blob_id, size, reverse_path, source, account_id, message_id, client_address, client_name, protocol,
      envelope_id, return_content, coalesce(smtputf8, false), traceparent, coalesce(spam, false), scans,
      coalesce(forwarded_by, '{}'), release_at, coalesce(is_binary, false), coalesce(require_tls, false), deliver_by, deliver_by_mode, facts
    from jsonb_to_recordset($1::jsonb) as m (id uuid, blob_id uuid, size bigint, reverse_path text, source text,
      account_id bigint, message_id text, client_address text, client_name text, protocol text, envelope_id text,
      return_content text, smtputf8 boolean, traceparent text, spam boolean, scans jsonb,
      forwarded_by text[], release_at timestamptz, is_binary boolean, require_tls boolean,
      deliver_by timestamptz, deliver_by_mode text, facts text)
  )
  insert into deliveries (id, mail_id, recipient, original_recipient, orcpt, notify, account_id, destination,
    precedence, lane, next_attempt_at, junk, quarantine, state)
  select id, mail_id, recipient, original_recipient, orcpt, notify, account_id, destination, coalesce(precedence, 0),
    coalesce(lane, 0),
    coalesce(release_at, now() + case when account_id is null then interval '0' else $3::int * interval '1 ms' end), junk,
    quarantine, case when quarantine is null then 'queued' else 'quarantined' end
  from jsonb_to_recordset($2::jsonb) as d (id uuid, mail_id uuid, recipient text, original_recipient text, orcpt text,
    notify text[], account_id bigint, destination text, precedence smallint, lane smallint, release_at timestamptz, junk boolean,
    quarantine jsonb)`;

/** Leaves out default values: the JSON repeats every field name in every row. */
function mailRow(mail: NewMail): Record<string, unknown> {
  return {
    id: mail.id,
    blob_id: mail.blobId,
    size: mail.size,
    reverse_path: clean(mail.reversePath),
    source: mail.source,
    account_id: mail.accountId ?? undefined,
    message_id: clean(mail.messageId).slice(0, 998),
    client_address: mail.clientAddress ?? undefined,
    client_name: mail.clientName ? clean(mail.clientName) : undefined,
    protocol: mail.protocol,
    envelope_id: mail.envelopeId ? clean(mail.envelopeId) : undefined,
    return_content: mail.returnContent ?? undefined,
    smtputf8: mail.smtputf8 || undefined,
    traceparent: mail.traceparent ?? undefined,
    spam: mail.spam || undefined,
    scans: mail.scans ?? undefined,
    forwarded_by: mail.forwardedBy,
    release_at: mail.releaseAt ?? undefined,
    is_binary: mail.isBinary || undefined,
    require_tls: mail.requireTls || undefined,
    deliver_by: mail.deliverBy?.at ?? undefined,
    deliver_by_mode: mail.deliverBy?.mode ?? undefined,
    facts: mail.facts ?? undefined,
  };
}

function deliveryRows(mail: NewMail): Record<string, unknown>[] {
  return mail.deliveries.map((delivery) => ({
    id: delivery.id,
    mail_id: mail.id,
    recipient: clean(delivery.recipient),
    original_recipient: clean(delivery.originalRecipient),
    orcpt: delivery.orcpt ? clean(delivery.orcpt) : undefined,
    notify: delivery.notify ?? undefined,
    account_id: delivery.accountId ?? undefined,
    destination: delivery.destination ?? undefined,
    precedence: mail.priority ? -mail.priority : undefined,
    lane: laneOf(mail.accountId) || undefined,
    junk: delivery.junk ?? undefined,
    quarantine: delivery.quarantine ? cleanQuarantine(delivery.quarantine) : undefined,
    release_at: mail.releaseAt ?? undefined,
  }));
}

function cleanQuarantine({ reason, found = [], from, subject, isDangerous }: Quarantine): Quarantine {
  return {
    reason: clean(reason),
    from: clean(from),
    subject: clean(subject),
    isDangerous,
    found: found.slice(0, MAX_FOUND).map(({ by, text }) => ({ by, text: clean(text) })),
  };
}

/** Removes what a Postgres text cannot hold: NUL and half surrogate pairs. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
