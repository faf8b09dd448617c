import { insertBlobs, stageBlob } from '@postroom/blobs';
import { type Transaction, uuidv7 } from '@postroom/database';
import { deliveriesTo } from '@postroom/intake';
import { type Action, buildReport, type OriginalContent, type ReportedRecipient } from '@postroom/reports';
import { type EventKind, insertEvents, insertMails } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import type { Returnable } from './returnable.ts';
import { senderOf } from './sender-of.ts';

/** The mail that a report is about. */
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

/** A report about recipients of one mail with the same result. */
export interface ReportRequest {
  readonly action: Action;
  readonly mail: ReportedMail;
  readonly recipients: readonly (ReportedRecipient & { readonly deliveryId: string })[];
  /** Undefined when the message cannot be read any more. */
  readonly original: Returnable | undefined;
  readonly hostname: string;
  readonly returnPaths: WorkerContext['returnPaths'];
  readonly now: Date;
}

/** What the queue is to be told after the commit. */
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
 * Writes a delivery status notification to the sender and accepts it as a mail of its own, with the null reverse-path, in the caller's
 * transaction. Writes nothing if the reverse-path is an address of ours that leads nowhere.
 */
export async function writeReport(tx: Transaction, request: ReportRequest): Promise<Reported> {
  const { action, mail, recipients, hostname, returnPaths, now } = request;
  const sender = await senderOf(tx, mail.reversePath, returnPaths, now);
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
  // As with mail from ingress: stored mail begins with its reverse-path.
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
      // RFC 8689 5: a report about mail that requires TLS requires it, too.
      requireTls: mail.requireTls,
      // RFC 6710: a report has the priority of the mail that it is about.
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

/** Returns each shown recipient once, since members of an alias may be shown by the alias's address. */
function once(recipients: readonly ReportedRecipient[]): ReportedRecipient[] {
  return [...new Map(recipients.toReversed().map((one) => [one.finalRecipient, one])).values()].reverse();
}

/**
 * Returns the whole message only for failures, and only if it was asked for (RFC 3461 4.3); never a binary one, which would make the report
 * binary, nor one that requires TLS (RFC 8689 5).
 */
function originalOf({ action, mail, original }: ReportRequest): OriginalContent {
  const wantsFull = mail.returnContent === 'FULL' && !mail.isBinary && !mail.requireTls;
  const full = action === 'failed' && wantsFull ? original?.full : undefined;
  return full ? { kind: 'full', bytes: full } : { kind: 'headers', bytes: original?.header ?? Buffer.alloc(0) };
}
