import { type Pool, uuidv7 } from '@postroom/database';
import type { Authenticated } from '@postroom/directory';
import { BlobWriter, orDiscard, type StagedBlob } from '@postroom/mailbox';
import type { Span, Tracer } from '@postroom/service';
import { decodeUtf8Addr, withProtocol } from '@postroom/smtp';
import type { NewDelivery, NewMail, Notify } from '@postroom/transit';
import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Accept } from './accept.ts';
import type { Goal } from './recipients.ts';
import type { Scanning } from './scanning/scanning.ts';
import { SmtpError } from './smtp-error.ts';
import { type Arrival, addMissingFields, addTraceHeaders, countReceived, messageIdOf } from './trace-headers.ts';

export interface ReceiveOptions {
  pool: Pool;
  accept: Accept;
  hostname: string;
  maxMessageBytes: number;
  maxHeaderBytes: number;
  maxReceived: number;
  /** Null: nobody is asked. */
  scanning: Scanning | null;
  tracer: Tracer;
  /** What RCPT TO found for each recipient of the envelope. */
  goals: WeakMap<SMTPServerAddress, Goal[]>;
}

/**
 * Takes one message after DATA and answers with its mail once it is durable.
 * @param gone comes when the client is no longer there
 */
export async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: ReceiveOptions,
  span: Span,
  gone: AbortSignal,
): Promise<NewMail> {
  const raw = await readMessage(stream, options);
  return orDiscard(options.pool, raw, () => acceptMessage(raw, session, options, span, gone));
}

async function acceptMessage(
  raw: StagedBlob,
  session: SMTPServerSession,
  options: ReceiveOptions,
  span: Span,
  gone: AbortSignal,
): Promise<NewMail> {
  if (countReceived(raw.header) > options.maxReceived) throw new SmtpError(554, '5.4.6', 'Too many hops: a mail loop');
  const arrival = arrivalOf(session, options);
  const user = session.user as Authenticated | undefined;
  const complete = addMissingFields(raw, arrival);
  const { blob, spam, scans } = options.scanning
    ? await options.scanning(complete, { arrival, user: user?.address, span, gone })
    : { blob: addTraceHeaders(complete, arrival), spam: false, scans: null };
  const mail: NewMail = {
    id: arrival.id,
    blobId: blob.id,
    size: blob.size,
    reversePath: arrival.reversePath,
    source: arrival.submitted ? 'submission' : 'mx',
    accountId: user?.accountId ?? null,
    messageId: messageIdOf(blob.header),
    clientAddress: session.remoteAddress,
    clientName: session.hostNameAppearsAs || null,
    protocol: withProtocol(arrival),
    envelopeId: session.envelope.dsn?.envid ?? null,
    returnContent: (session.envelope.dsn?.ret as 'FULL' | 'HDRS' | null | undefined) ?? null,
    smtputf8: arrival.smtpUtf8,
    traceparent: span.traceparent,
    spam,
    scans,
    deliveries: session.envelope.rcptTo.flatMap((rcpt) => deliveriesOf(rcpt, options.goals.get(rcpt) ?? [])),
  };
  const waiting = options.tracer.start('group commit', { parent: span.traceparent });
  try {
    await options.accept({ mail: { ...mail, deliveries: unique(mail.deliveries) }, blob, span: waiting });
  } finally {
    waiting.end();
  }
  return mail;
}

/** Reads to the end whatever happens, so that the session stays in step; what is too large is read and dropped. */
async function readMessage(stream: SMTPServerDataStream, options: ReceiveOptions): Promise<StagedBlob> {
  await using writer = new BlobWriter(options.pool, {
    maxBytes: options.maxMessageBytes,
    maxHeaderBytes: options.maxHeaderBytes,
  });
  let failure: unknown;
  for await (const chunk of stream) {
    if (failure) continue;
    try {
      await writer.write(chunk as Buffer);
    } catch (error) {
      failure = error;
    }
  }
  if (failure) throw failure;
  return writer.finish();
}

function arrivalOf(session: SMTPServerSession, options: ReceiveOptions): Arrival {
  const { envelope } = session;
  return {
    ehlo: session.hostNameAppearsAs || undefined,
    remoteAddress: session.remoteAddress,
    by: options.hostname,
    extended: session.openingCommand === 'EHLO',
    tls: session.tlsOptions ? { version: session.tlsOptions.version, cipher: session.tlsOptions.name } : undefined,
    authenticated: Boolean(session.user),
    smtpUtf8: envelope.smtpUtf8 ?? false,
    id: uuidv7(),
    recipients: envelope.rcptTo.map((rcpt) => rcpt.address),
    date: new Date(),
    reversePath: envelope.mailFrom ? envelope.mailFrom.address : '',
    submitted: Boolean(session.user),
  };
}

function deliveriesOf(rcpt: SMTPServerAddress, goals: Goal[]): NewDelivery[] {
  return goals.map((goal) => ({
    id: uuidv7(),
    recipient: goal.address,
    originalRecipient: rcpt.address,
    orcpt: rcpt.dsn?.orcpt ? (decodeUtf8Addr(rcpt.dsn.orcpt) ?? rcpt.dsn.orcpt) : null,
    notify: (rcpt.dsn?.notify as Notify[] | undefined) ?? null,
    ...(goal.kind === 'account'
      ? { accountId: goal.accountId }
      : { destination: goal.kind === 'elsewhere' ? goal.domain : null }),
  }));
}

/** A message reaches each place once, however many recipients lead there (RFC 5321 3.9 leaves it to us). */
function unique(deliveries: NewDelivery[]): NewDelivery[] {
  const places = new Map<string, NewDelivery>();
  for (const delivery of deliveries) {
    const place = delivery.accountId ? `account:${delivery.accountId}` : delivery.recipient;
    if (!places.has(place)) places.set(place, delivery);
  }
  return [...places.values()];
}
