import { insertBlobs, stageBlob } from '@postroom/blobs';
import { type Transaction, uuidv7 } from '@postroom/database';
import { deliveriesTo } from '@postroom/intake';
import { type Action, buildReport, type OriginalContent, type ReportedRecipient } from '@postroom/reports';
import { type EventKind, insertEvents, insertMails } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import type { Returnable } from './returnable.ts';
import { senderOf } from './sender-of.ts';

/** The mail that is reported on. */
export interface ReportedMail {
  readonly mailId: string;
  readonly reversePath: string;
  readonly envelopeId: string | null;
  readonly returnContent: 'FULL' | 'HDRS' | null;
  readonly smtputf8: boolean;
  readonly isBinary: boolean;
  readonly requireTls: boolean;
  readonly priority: number;
  readonly deliverBy: Date | null;
  readonly messageId: string;
  readonly acceptedAt: Date;
  readonly traceparent: string | null;
}

/** Recipients of one mail to whom the same happened. */
export interface ReportRequest {
  readonly action: Action;
  readonly mail: ReportedMail;
  readonly recipients: readonly (ReportedRecipient & { readonly deliveryId: string })[];
  /** Undefined when it cannot be read any more. */
  readonly original: Returnable | undefined;
  readonly hostname: string;
  readonly returnPaths: WorkerContext['returnPaths'];
  readonly now: Date;
}

/** What the queue should be told of once the transaction is committed. */
export interface Reported {
  readonly deliveryIds: string[];
  readonly destinations: string[];
}

const EVENTS: Record<Action, EventKind> = {
  failed: 'bounced',
  delayed: 'delay-notified',
  relayed: 'reported',
  delivered: 'reported',
};

/**
 * Writes a delivery status notification to the sender and accepts it as a mail of its own, with the null reverse-path,
 * in the caller's transaction. Nothing is written when the sender turns out to be nobody here.
 */
export async function writeReport(tx: Transaction, request: ReportRequest): Promise<Reported> {
  const { action, mail, recipients, hostname, returnPaths, now } = request;
  const sender = senderOf(mail.reversePath, returnPaths, now);
  const deliveries = await deliveriesTo(tx, sender, hostname);
  if (deliveries.length === 0) return { deliveryIds: [], destinations: [] };
  const id = uuidv7();
  const report = await buildReport({
    action,
    recipients: once(recipients),
    hostname,
    id,
    sender,
    date: now,
    arrivalDate: mail.acceptedAt,
    deliverBy: mail.deliverBy ?? undefined,
    envelopeId: mail.envelopeId ?? undefined,
    smtpUtf8: mail.smtputf8,
    originalMessageId: mail.messageId,
    original: originalOf(request),
  });
  // As ingress does with what it accepts: stored mail begins with its reverse-path.
  const blob = stageBlob(Buffer.concat([Buffer.from('Return-Path: <>\r\n'), report.raw]));
  await insertBlobs(tx, [blob]);
  await insertMails(tx, [
    {
      id,
      blobId: blob.id,
      size: blob.size,
      reversePath: '',
      source: 'generated',
      messageId: report.messageId,
      protocol: 'LOCAL',
      smtputf8: report.smtpUtf8,
      deliveries,
      // RFC 8689 5: what must not be read on its way out must not on its way back.
      requireTls: mail.requireTls,
      // RFC 6710: a report is as urgent as what it is about.
      priority: mail.priority,
      // A report belongs to the trace of the mail that it is about.
      traceparent: mail.traceparent,
    },
  ]);
  const detail = { reportMailId: id };
  await insertEvents(
    tx,
    recipients.map(({ deliveryId }) => ({ mailId: mail.mailId, deliveryId, kind: EVENTS[action], detail })),
  );
  return {
    deliveryIds: deliveries.filter(({ accountId }) => accountId != null).map((delivery) => delivery.id),
    destinations: deliveries.flatMap(({ destination }) => destination ?? []),
  };
}

/** Each recipient once: members of an alias may be shown by its one address. */
function once(recipients: readonly ReportedRecipient[]): ReportedRecipient[] {
  return [...new Map(recipients.toReversed().map((one) => [one.finalRecipient, one])).values()].reverse();
}

/** RFC 3461 4.3: the whole message only for failures, and only where it was asked for. A binary one would make the report binary, and of one that requires TLS RET=FULL does not count (RFC 8689 5). */
function originalOf({ action, mail, original }: ReportRequest): OriginalContent {
  const wantsFull = mail.returnContent === 'FULL' && !mail.isBinary && !mail.requireTls;
  const full = action === 'failed' && wantsFull ? original?.full : undefined;
  return full ? { kind: 'full', bytes: full } : { kind: 'headers', bytes: original?.header ?? Buffer.alloc(0) };
}
