import { isIP } from 'node:net';
import type { Queryable } from '@postroom/database';
import { canonicalAddress } from '@postroom/net';
import type { DeliveryState, ScanSummary } from './mail.ts';
import { spellings } from './spellings.ts';

/** One step on the way of a message. */
export interface TraceStep {
  at: Date;
  kind: string;
  recipient: string | null;
  detail: Record<string, unknown>;
}

export interface Trace {
  mailId: string;
  messageId: string;
  reversePath: string;
  source: string;
  size: number;
  acceptedAt: Date;
  /** The id of its trace at the OpenTelemetry collector; null when it was not traced. */
  traceId: string | null;
  deliveries: { id: string; recipient: string; originalRecipient: string; state: DeliveryState }[];
  /** The steps, in time order. */
  steps: TraceStep[];
  /** Whether older steps, or some recipients, are left out because there are too many. */
  isCut: boolean;
}

/** Limits of one answer for all its messages together; newer messages come first. */
const MAX_DELIVERIES = 10_000;
const MAX_EVENTS = 5_000;
const MAX_EVENT_BYTES = 8 * 1024 * 1024;

interface MailRow {
  id: string;
  message_id: string;
  reverse_path: string;
  source: string;
  size: number;
  accepted_at: Date;
  client_address: string | null;
  client_name: string | null;
  account: string | null;
  protocol: string;
  traceparent: string | null;
  scans: Record<string, ScanSummary> | null;
}

interface DeliveryRow {
  id: string;
  mail_id: string;
  recipient: string;
  original_recipient: string;
  state: DeliveryState;
  finished_at: Date | null;
  mailbox: string | null;
  uid: number | null;
  quarantined: string | null;
}

interface EventRow {
  mail_id: string;
  recipient: string | null;
  at: Date;
  kind: string;
  detail: Record<string, unknown>;
}

/**
 * Returns traces of messages, newest first. `query` is a mail id, a Message-ID (with or without angle brackets), the address of the sender
 * or of a recipient, or the IP address of the client that delivered them.
 */
export async function traceMail(db: Queryable, query: string, limit: number): Promise<Trace[]> {
  const mails = await findMails(db, query.trim(), limit);
  const ids = mails.map((mail) => mail.id);
  const deliveries = await readDeliveries(db, ids);
  const events = await readEvents(db, ids);
  return mails.map((mail) =>
    assemble(
      mail,
      deliveries.rows.filter((row) => row.mail_id === mail.id),
      events.rows.filter((row) => row.mail_id === mail.id),
      [deliveries, events].some(({ cutAt }) => cutAt !== null && mail.id <= cutAt),
    ),
  );
}

/** Rows of several messages. Some rows of the message with the id `cutAt` are missing, and all rows of older messages. */
interface CutRows<Row> {
  rows: Row[];
  cutAt: string | null;
}

async function readDeliveries(db: Queryable, mailIds: readonly string[]): Promise<CutRows<DeliveryRow>> {
  const { rows } = await db.query<DeliveryRow & Record<string, unknown>>(
    `select d.id, d.mail_id, d.recipient, d.original_recipient, d.state, d.finished_at, b.name as mailbox, d.uid,
       d.quarantine->>'reason' as quarantined
     from deliveries d left join mailboxes b on b.account_id = d.account_id and b.id = d.mailbox_id
     where d.mail_id = any($1::uuid[]) order by d.mail_id desc, d.id limit ${MAX_DELIVERIES + 1}`,
    [mailIds],
  );
  return { rows: rows.slice(0, MAX_DELIVERIES), cutAt: rows[MAX_DELIVERIES]?.mail_id ?? null };
}

async function readEvents(db: Queryable, mailIds: readonly string[]): Promise<CutRows<EventRow>> {
  const { rows } = await db.query<EventRow & { behind: string | null } & Record<string, unknown>>(
    `select e.mail_id, d.recipient, e.at, e.kind, e.detail, e.behind
     from (
       select *, row_number() over page as n, lead(mail_id) over page as behind,
         sum(octet_length(detail::text)) over page - octet_length(detail::text) as octets_before
       from (
         select * from delivery_events where mail_id = any($1::uuid[])
         order by mail_id desc, id desc limit ${MAX_EVENTS + 1}
       ) newest
       window page as (order by mail_id desc, id desc rows unbounded preceding)
     ) e
     left join deliveries d on d.id = e.delivery_id
     where e.n <= ${MAX_EVENTS} and e.octets_before < ${MAX_EVENT_BYTES} order by e.mail_id desc, e.id desc`,
    [mailIds],
  );
  return { rows: rows.toReversed(), cutAt: rows.at(-1)?.behind ?? null };
}

async function findMails(db: Queryable, query: string, limit: number): Promise<MailRow[]> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(query);
  const { rows } = await db.query<MailRow & Record<string, unknown>>(
    `select id, message_id, reverse_path, source, size, accepted_at, client_address, client_name, protocol,
       traceparent, scans, (select address from accounts where accounts.id = account_id) as account
     from accepted_mails where id in (
       select id from accepted_mails where id = $1::uuid
       union select id from accepted_mails where message_id in ($2, '<' || $2 || '>')
       union (select id from accepted_mails where reverse_path = any($4) order by id desc limit $3)
       union (select mail_id from deliveries where recipient = any($4) order by id desc limit $3)
       union (select id from accepted_mails where client_address = $5 order by id desc limit $3)
     ) order by id desc limit $3`,
    [isId ? query : null, query, limit, spellings(query), isIP(query) ? canonicalAddress(query) : null],
  );
  return rows;
}

function assemble(mail: MailRow, deliveries: DeliveryRow[], events: EventRow[], isCut: boolean): Trace {
  const accepted: TraceStep = {
    at: mail.accepted_at,
    kind: 'accepted',
    recipient: null,
    detail: {
      from: mail.client_address,
      name: mail.client_name,
      protocol: mail.protocol,
      ...(mail.account !== null && { account: mail.account }),
    },
  };
  const scanned = Object.entries(mail.scans ?? {}).map(([scanner, said]) => ({
    at: mail.accepted_at,
    kind: 'scanned',
    recipient: null,
    detail: { scanner, ...said },
  }));
  const filed = deliveries
    .filter((row) => row.state === 'delivered' && row.finished_at && row.uid !== null)
    .map((row) => ({
      at: row.finished_at as Date,
      kind: 'filed',
      recipient: row.recipient,
      detail: { mailbox: row.mailbox, uid: row.uid },
    }));
  const quarantined = deliveries.flatMap(({ recipient, quarantined: reason }) =>
    reason === null ? [] : [{ at: mail.accepted_at, kind: 'quarantined', recipient, detail: { reason } }],
  );
  // Scanners ran before the message was accepted, and sorting keeps the order of steps with the same time.
  const steps = [
    ...scanned,
    accepted,
    ...quarantined,
    ...filed,
    ...events.map(({ at, kind, recipient, detail }) => ({ at, kind, recipient, detail })),
  ];
  return {
    mailId: mail.id,
    messageId: mail.message_id,
    reversePath: mail.reverse_path,
    source: mail.source,
    size: mail.size,
    acceptedAt: mail.accepted_at,
    traceId: mail.traceparent?.split('-')[1] ?? null,
    deliveries: deliveries.map(({ id, recipient, original_recipient, state }) => ({
      id,
      recipient,
      originalRecipient: original_recipient,
      state,
    })),
    steps: steps.sort((a, b) => a.at.getTime() - b.at.getTime()),
    isCut,
  };
}
