import { insertBlobs, stageBlob } from '@postroom/blobs';
import { type Transaction, uuidv7 } from '@postroom/database';
import { deliveriesTo } from '@postroom/intake';
import { type AggregateMail, composeAggregate } from '@postroom/reports';
import { insertMails, type NewMail } from '@postroom/transit';

/** A mail with a report that is not accepted yet. */
export interface PreparedMail {
  readonly to: string;
  readonly mail: NewMail;
  readonly blob: ReturnType<typeof stageBlob>;
}

/** Makes a mail with a report; returns null if it is larger than the receiver accepts. `maxBytes` is null for no limit. */
export async function prepareMail(
  report: Omit<AggregateMail, 'id' | 'date'>,
  maxBytes: number | null,
): Promise<PreparedMail | null> {
  const id = uuidv7();
  const raw = await composeAggregate({ ...report, id, date: new Date() });
  if (maxBytes !== null && raw.length > maxBytes) return null;
  // As with mail from ingress: stored mail begins with its reverse-path.
  const blob = stageBlob(Buffer.concat([Buffer.from('Return-Path: <>\r\n'), raw]));
  const messageId = `<${id}@${report.hostname}>`;
  const mail = { id, blobId: blob.id, size: blob.size, reversePath: '', source: 'generated', messageId } as const;
  return { to: report.to, blob, mail: { ...mail, protocol: 'LOCAL', deliveries: [] } };
}

/** Accepts mails with reports. Returns how many of them have a recipient to go to. */
export async function acceptMails(tx: Transaction, mails: readonly PreparedMail[], hostname: string): Promise<number> {
  let reached = 0;
  for (const { to, mail, blob } of mails) {
    const deliveries = await deliveriesTo(tx, to, hostname);
    if (deliveries.length === 0) continue;
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [{ ...mail, deliveries }]);
    reached += 1;
  }
  return reached;
}
