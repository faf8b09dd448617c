import { type Transaction, uuidv7 } from '@postroom/database';
import { domainKey, resolveRecipient } from '@postroom/directory';
import { insertBlobs, stageBlob } from '@postroom/mailbox';
import { buildReport, type OriginalContent, type ReportedRecipient } from '@postroom/smtp';
import { type EventKind, insertEvents, insertMails, type NewDelivery, type RemoteDelivery } from '@postroom/transit';
import type { RemoteContext } from './context.ts';
import type { Decision } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { type StoredMessage, wholeMessage } from './stored-message.ts';

/** What a report is about: recipients of one mail to whom the same happened. */
export interface ReportRequest {
  readonly action: 'failed' | 'delayed' | 'relayed';
  readonly about: readonly { readonly row: RemoteDelivery; readonly outcome: Outcome; readonly decision: Decision }[];
  readonly message: StoredMessage | undefined;
  readonly now: Date;
}

/** What the queue should be told of once the transaction is committed. */
export interface Reported {
  readonly deliveryIds: string[];
  readonly destinations: string[];
}

// RET=FULL returns at most this much; larger messages come back as their header (RFC 3461 4.3 leaves that to us).
const MAX_RETURNED = 1024 * 1024;
const EVENTS = { failed: 'bounced', delayed: 'delay-notified', relayed: 'reported' } as const satisfies Record<
  ReportRequest['action'],
  EventKind
>;

/**
 * Writes a delivery status notification to the sender and accepts it as a mail of its own, with the null reverse-path,
 * in the caller's transaction. Nothing is written when the sender turns out to be nobody here.
 */
export async function writeReport(
  tx: Transaction,
  settings: RemoteContext['settings'],
  request: ReportRequest,
): Promise<Reported> {
  const [first] = request.about;
  if (first === undefined) return { deliveryIds: [], destinations: [] };
  const mail = first.row;
  const deliveries = await deliveriesTo(tx, mail.reversePath);
  if (deliveries.length === 0) return { deliveryIds: [], destinations: [] };
  const id = uuidv7();
  const report = buildReport({
    action: request.action,
    recipients: request.about.map((one) => recipientOf(one, request, settings)),
    hostname: settings.hostname,
    sender: mail.reversePath,
    id,
    date: request.now,
    arrivalDate: mail.acceptedAt,
    envelopeId: mail.envelopeId ?? undefined,
    smtpUtf8: mail.smtputf8,
    originalMessageId: mail.messageId,
    original: await originalOf(request, mail),
  });
  // As ingress does with what it accepts: stored mail begins with its reverse-path.
  const blob = stageBlob(Buffer.concat([Buffer.from('Return-Path: <>\r\n'), report.raw]));
  await insertBlobs(tx, [blob]);
  await insertMails(tx, [
    {
      ...{ id, blobId: blob.id, size: blob.size, reversePath: '', source: 'generated' },
      ...{ messageId: report.messageId, protocol: 'LOCAL', smtputf8: report.smtpUtf8, deliveries },
    },
  ]);
  const kind = EVENTS[request.action];
  await insertEvents(
    tx,
    request.about.map(({ row }) => ({ mailId: row.mailId, deliveryId: row.id, kind, detail: { reportMailId: id } })),
  );
  return {
    deliveryIds: deliveries.filter(({ accountId }) => accountId != null).map((delivery) => delivery.id),
    destinations: deliveries.flatMap(({ destination }) => destination ?? []),
  };
}

function recipientOf(
  { row, outcome, decision }: ReportRequest['about'][number],
  { now }: ReportRequest,
  { schedule }: RemoteContext['settings'],
): ReportedRecipient {
  const expired = decision.kind === 'failed' && decision.expired;
  return {
    finalRecipient: row.recipient,
    originalRecipient: row.orcpt ?? undefined,
    status: decision.kind === 'failed' ? decision.status : outcome.status,
    remoteMta: outcome.host || undefined,
    diagnostic: { type: outcome.fromServer ? 'smtp' : 'x-postroom', text: outcome.reply },
    note: expired ? `It was tried ${row.attempts} times, until it was too old. The last time:` : undefined,
    lastAttempt: now,
    willRetryUntil: new Date(row.acceptedAt.getTime() + schedule.expireMs),
  };
}

/** RFC 3461 4.3: the whole message only for failures, and only where it was asked for. */
async function originalOf({ action, message }: ReportRequest, mail: RemoteDelivery): Promise<OriginalContent> {
  if (message === undefined) return { kind: 'headers', bytes: Buffer.alloc(0) };
  const wanted = action === 'failed' && mail.returnContent === 'FULL';
  const full = wanted ? await wholeMessage(message, MAX_RETURNED) : undefined;
  return full ? { kind: 'full', bytes: full } : { kind: 'headers', bytes: message.header };
}

/** Where a report to this sender goes: as any other mail to that address. */
async function deliveriesTo(tx: Transaction, sender: string): Promise<NewDelivery[]> {
  const found = await resolveRecipient(tx, sender);
  const to = (recipient: string): NewDelivery => ({ id: uuidv7(), recipient, originalRecipient: sender });
  if (found.kind === 'elsewhere') return [{ ...to(sender), destination: found.domain }];
  if (found.kind === 'unknown') return [];
  return found.targets.flatMap((target): NewDelivery[] => {
    if (target.kind === 'account') return [{ ...to(target.address), accountId: target.accountId }];
    const destination = domainKey(target.address.slice(target.address.lastIndexOf('@') + 1));
    return destination === null ? [] : [{ ...to(target.address), destination }];
  });
}
